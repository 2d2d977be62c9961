"""Messages in Spanish and Korean, written by hand."""

from tests.intake.making.template_mails import Story, guessed, missing, read

STORIES = [
    Story(
        "es_inline",
        "gmail",
        "iberia",
        "RV: Problema con TC_C_08_CS",
        """Buenos días:

Les enviamos la plantilla.

Fabricante: Cargas del Sur, S.A.
Persona de contacto: José Núñez
Correo electrónico: jose.nunez@cargas.example
Teléfono: +34 954 555 012
Laboratorio de ensayos: Iberia Lab
Datos de contacto: Nombre: Lucía Ortega Correo: lucia.ortega@iberialab.example Tel.: +34 91 555 0133
Resumen: La estación acepta un token bloqueado
Tipo de prueba: [x] Prueba de conformidad [ ] Medición de rendimiento
Referencia de la prueba: TC_C_08_CS
Descripción: El token está en la lista local como "Blocked",
pero la transacción comienza.
Documentación aplicable: Parte 2, C01
Versión de OCPP: 2.0.1
Tipo de dispositivo: Estación de carga
Bloquea la certificación: sí

Un saludo,
Lucía
""",
        read(
            vendor_name="Cargas del Sur, S.A.",
            vendor__name="José Núñez",
            vendor__email="jose.nunez@cargas.example",
            vendor__phone="+34 954 555 012",
            laboratory_name="Iberia Lab",
            laboratory__name="Lucía Ortega",
            laboratory__email="lucia.ortega@iberialab.example",
            laboratory__phone="+34 91 555 0133",
            summary="La estación acepta un token bloqueado",
            test_types=["conformance_test"],
            test_references=["TC_C_08_CS"],
            ocpp_version="2.0.1",
            device_type="charging_station",
            description='El token está en la lista local como "Blocked",\npero la transacción comienza.',
            applicable_documentation="Parte 2, C01",
            blocks_certification=True,
        ),
        "Spanish labels.",
    ),
    Story(
        "es_16",
        "outlook_latin",
        "iberia",
        "Prueba 037",
        """Proveedor: Cargas del Sur, S.A.
Laboratorio: Iberia Lab
Asunto: StopTransaction sin meterStop
Caso de prueba: TC_037_1_CSMS, TC_042.1
Descripción: El sistema central contesta con un error.
Versión OCPP: 1.6J
Tipo de equipo: Sistema central (CSMS)
Perfiles de certificación: Core, Smart Charging
Versión de OCTT: Release_2024-04_v2
Bloquea la certificación: no
""",
        read(
            vendor_name="Cargas del Sur, S.A.",
            laboratory_name="Iberia Lab",
            summary="StopTransaction sin meterStop",
            test_references=["TC_037_1_CSMS", "TC_042_1"],
            description="El sistema central contesta con un error.",
            ocpp_version="1.6",
            device_type="csms",
            certification_profiles=["Core", "Smart Charging"],
            octt_version="Release_2024-04_v2",
            blocks_certification=False,
        ),
        "OCPP 1.6 and its numbering, in Spanish.",
    ),
    Story(
        "es_tilde_errors",
        "samsung",
        "iberia",
        "Error en la prueba",
        """Fabricante: Cargas del Sur, S.A.
Laboratorio de pruebas: Iberia Lab
Resumen: El cable no se bloquea
Referencia de la preuba: TC_G_11_CS
Descripcion: El conector queda libre.
Documentacion aplicable: ninguna
Version de OCPP: 2.0.1
""",
        read(
            vendor_name="Cargas del Sur, S.A.",
            laboratory_name="Iberia Lab",
            summary="El cable no se bloquea",
            test_references=["TC_G_11_CS"],
            description="El conector queda libre.",
            ocpp_version="2.0.1",
        )
        | missing("applicable_documentation"),
        "Without accents, and with a letter exchanged.",
    ),
    Story(
        "es_log_xml",
        "apple",
        "iberia",
        "Registro SOAP",
        """Fabricante: Cargas del Sur, S.A.
Laboratorio: Iberia Lab
Resumen: Cabecera incorrecta
Caso de prueba: TC_001_CSMS
Descripción: Falta la cabecera wsa:Action.
Registros adjuntos:
<?xml version="1.0"?>
<soap:Envelope>
  <soap:Header><wsa:To>Vendor: x</wsa:To></soap:Header>
  <soap:Body/>
</soap:Envelope>
Versión OCPP: 1.6
""",
        read(
            summary="Cabecera incorrecta",
            test_references=["TC_001_CSMS"],
            ocpp_version="1.6",
            description="Falta la cabecera wsa:Action.",
            attached_logging='<?xml version="1.0"?>\n<soap:Envelope>\n'
            "  <soap:Header><wsa:To>Vendor: x</wsa:To></soap:Header>\n  <soap:Body/>\n</soap:Envelope>",
        ),
        "XML pasted as the logging, one more label after it.",
    ),
    Story(
        "ko_inline",
        "outlook_korean",
        "hanguk",
        "회신: TC_B_01_CS 문의",
        """안녕하세요,

제조사: 볼트전자 주식회사
연락처: 이름: 김철수 이메일: kim@voltelec.example 전화: 02-555-0123
시험소: 한국시험소
연락처: 박지훈 / jihoon.park@hanguk.example / 031-555-0199
요약: 부팅 알림이 거부됨
시험 유형: ■ 적합성 시험 □ 성능 측정
시험 참조: TC_B_01_CS
설명: 충전기가 BootNotification을 보내지만
응답이 없습니다.
관련 문서: 파트 2, B01
첨부 로그: 첨부 파일 참조
OCPP 버전: 2.0.1
장치 유형: 충전기
진행 중인 인증 차단: 예

감사합니다.
박지훈 드림
""",
        read(
            vendor_name="볼트전자 주식회사",
            vendor__name="김철수",
            vendor__email="kim@voltelec.example",
            vendor__phone="02-555-0123",
            laboratory_name="한국시험소",
            laboratory__name="박지훈",
            laboratory__email="jihoon.park@hanguk.example",
            laboratory__phone="031-555-0199",
            summary="부팅 알림이 거부됨",
            test_types=["conformance_test"],
            test_references=["TC_B_01_CS"],
            description="충전기가 BootNotification을 보내지만\n응답이 없습니다.",
            applicable_documentation="파트 2, B01",
            attached_logging="첨부 파일 참조",
            ocpp_version="2.0.1",
            device_type="charging_station",
            blocks_certification=True,
        ),
        "Korean in EUC-KR.",
    ),
    Story(
        "ko_full_width_colons",
        "samsung",
        "hanguk",
        "[외부] 예약 문제",
        """제조업체：볼트전자 주식회사
시험기관：한국시험소
제목：
테스트 케이스：TC_H_20_CS, TC_H_22_CS
상세 설명：예약이 재부팅 후 사라집니다.
OCPP 버전：1.6
""",
        read(
            vendor_name="볼트전자 주식회사",
            laboratory_name="한국시험소",
            test_references=["TC_H_20_CS", "TC_H_22_CS"],
            description="예약이 재부팅 후 사라집니다.",
            ocpp_version="1.6",
        )
        | guessed(summary="예약 문제"),
        "Full-width colons; the summary stands in the subject.",
    ),
    Story(
        "ko_below",
        "apple",
        "hanguk",
        "TC_K_41_CS",
        """제조사
볼트전자 주식회사

담당자
김철수

시험소
한국시험소

요약
충전 프로파일이 거부됨

시험 참조
TC_K_41_CS

설명
stackLevel 0이 거부됩니다.

로그를 첨부합니다.
""",
        read(
            vendor_name="볼트전자 주식회사",
            vendor__name="김철수",
            laboratory_name="한국시험소",
            summary="충전 프로파일이 거부됨",
            test_references=["TC_K_41_CS"],
            description="stackLevel 0이 거부됩니다.\n\n로그를 첨부합니다.",
        ),
        "Korean, values below.",
    ),
    Story(
        "ko_no_vendor",
        "gmail",
        "hanguk",
        "시험 문의",
        """시험소: 한국시험소
제조사: 해당 없음
요약: 인증서 갱신 순서 문의
시험 번호: TC_A_11_CS
설명: 순서가 다릅니다.
""",
        read(
            laboratory_name="한국시험소",
            summary="인증서 갱신 순서 문의",
            test_references=["TC_A_11_CS"],
            description="순서가 다릅니다.",
        )
        | missing("vendor_name"),
        "No vendor, said in words.",
        errors=("vendor_name",),
    ),
]
