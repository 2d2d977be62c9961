"""The template's choices in the words that people use for them: test types, versions, device types, yes and no."""

import re

from issuetracker.intake.checkboxes import Options
from workflows.report import DeviceType, OcppVersion, TestType
from workflows.vocabulary import Subject

TEST_TYPES = Options(
    (
        (
            TestType.CONFORMANCE.value,
            r"conform(?:ance|ity|iteit|iteits|ität|itäts|idad)?[\s-]?(?:tests?|testing|prüfung(?:en)?)?(?!\w)"
            r"|(?:prueba|ensayo|test)s? de conformidad|conformiteitstest|konformitäts?-?(?:tests?|prüfung)?(?!\w)"
            r"|konformitaets?(?:test|pruefung)|적합성\s?(?:시험|테스트|검사)?|conformance_test",
        ),
        (
            TestType.PERFORMANCE.value,
            r"performance[\s-]?(?:measurements?|tests?|messung(?:en)?|meting(?:en)?)?(?!\w)|prestatie[\s-]?meting(?:en)?"
            r"|leistungs[\s-]?messung(?:en)?|medici(?:ó|o)n(?:es)? de(?:l)? rendimiento|성능\s?(?:측정|시험|테스트)?"
            r"|performance_measurement",
        ),
    ),
    several=True,
)
OCPP_VERSIONS = Options(
    (
        (OcppVersion.V201.value, r"(?<![\d.])2\.0\.1(?!\d|\.\d)|(?<![\d.])201(?![\d.])"),
        (OcppVersion.V16.value, r"(?<![\d.])1\.6(?:-?J)?(?!\w|\.\d)|(?<![\d.])16J?(?![\w.])"),
    ),
    ignored=r"ocpp(?:[\s-]?j)?|versi(?:on|e|ón)|버전|v(?=[.\s]?[12])|-?json|edition \d|ed\.? ?\d|final|\(J\)",
)
DEVICE_TYPES = Options(
    (
        (
            DeviceType.SOFTWARE_STACK.value,
            r"(?:charging[\s_]station[\s_])?software[\s_-]?stack|charging_station_software_stack"
            r"|(?:ladestations?|laadstations?)[\s-]?software[\s-]?stack|(?:충전기|충전소|충전 스테이션)\s?소프트웨어"
            r" 스택"
            r"|소프트웨어 스택|pila de software(?: de(?: la)? estaci(?:ó|o)n de carga)?",
        ),
        (
            DeviceType.CSMS.value,
            r"(?:charging[\s-]station management system|central system|sistema central"
            r"|sistema de gesti(?:ó|o)n(?: de estaciones de carga)?"
            r"|(?<!\w)csms(?!\w)|back[\s-]?end|backoffice|충전소 관리 시스템"
            r"|충전기 관리 시스템|중앙 시스템)(?:\s\(csms\))?",
        ),
        (
            DeviceType.CHARGING_STATION.value,
            r"charg(?:ing|e)[\s_-]?(?:stations?|points?|r)(?!\w)|(?<!\w)cs(?!\w)|lade(?:station|säule|punkt|saeule)(?!\w)"
            r"|laad(?:station|paal|punt)(?!\w)|estaci(?:ó|o)n de (?:re)?carga|punto de (?:re)?carga|cargador(?!\w)"
            r"|충전 ?스테이션|충전기|충전소|(?<!\w)evse(?!\w)",
        ),
    ),
)
# Of a question (ch.7.3, ch.9, ch.11); tools before tests, which they are called after.
SUBJECTS = Options(
    (
        (
            Subject.PRODUCT_TYPE.value,
            r"(?:a )?(?:product|device)[\s_-]?types?(?: (?:that is )?not listed)?|type of (?:product|device)"
            r"(?: that is not listed)?|unlisted (?:product|device)(?: type)?|producttype|produktart|tipo de producto"
            r"|제품 유형",
        ),
        (
            Subject.CHANGE.value,
            r"(?:a )?changes? (?:of|to) (?:a |the )?certified (?:product|device)|(?:is (?:this|it) )?a change(?!\w)"
            r"|changes?(?!\w)|wijziging|änderung|aenderung|cambio|변경",
        ),
        (
            Subject.TOOLS.value,
            r"(?:the )?(?:test[\s_-]?)?tools?(?!\w)|(?:the )?octt(?!\w)|werkzeuge?|testwerkzeuge?|herramientas?|도구",
        ),
        (Subject.TESTS.value, r"(?:the )?tests?(?: cases?)?(?!\w)|prüfungen|pruefungen|pruebas?|ensayos?|시험|테스트"),
        (
            Subject.SPECIFICATION.value,
            r"(?:the )?(?:ocpp[\s-])?specifications?|specificatie|spezifikation|especificaci(?:ó|o)n|사양|규격",
        ),
        (
            Subject.PROCEDURE.value,
            r"(?:the )?(?:certification )?procedures?|verfahren|procedimiento(?: de certificaci(?:ó|o)n)?|절차",
        ),
    ),
    ignored=r"\(only for a question\)",
)
YES_OR_NO = Options(
    (
        ("blocks", r"(?<!\w)(?:yes|ja|sí|si|예|네|true|y)(?!\w)"),
        ("free", r"(?<!\w)(?:no|nee|nein|아니오|아니요|아니|false|n)(?!\w)"),
    ),
    answers=True,
)
BULLET = re.compile(r"^[\s>]*(?:[•·▪◦‣●*+–-]|\(?\d{1,2}[.)])(?=\s)[ \t]*|^[\s>]+")
