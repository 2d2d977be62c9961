"""The labels of the template in the words that people use for them, in English, Dutch, German, Spanish and Korean."""

from enum import StrEnum


class Label(StrEnum):
    """A label of the template; contact, name, e-mail and phone belong to the party above them."""

    VENDOR = "vendor_name"
    VENDOR_CONTACT = "vendor_contact"
    LABORATORY = "laboratory_name"
    LABORATORY_CONTACT = "laboratory_contact"
    CONTACT = "contact"
    PERSON = "person"
    NAME = "name"
    EMAIL = "email"
    PHONE = "phone"
    SUMMARY = "summary"
    TEST_TYPE = "test_types"
    REFERENCES = "test_references"
    DESCRIPTION = "description"
    DOCUMENTATION = "applicable_documentation"
    LOGGING = "attached_logging"
    OCPP_VERSION = "ocpp_version"
    DEVICE_TYPE = "device_type"
    DEVICE = "device"
    PROFILES = "certification_profiles"
    OCTT_VERSION = "octt_version"
    BLOCKS = "blocks_certification"
    QUESTION = "question_about"


# Words that often begin a line of a letter, a signature or a log too: they count beside other labels only.
WEAK_WORDS = """contact|details|subject|title|device|equipment|reference|references|logs|log|documents|documentation
|mail|name|email|phone|tel|telephone|mobile|betreff|onderwerp|asunto|titel|título|logging|company|lab|laboratory|tc|labor|dut|detalles
|referentie|referenz|equipo|dispositivo|contacto|kontakt|protokoll|protokolle|dokumente|제목|내용|로그|이름|메일|전화|장치|기기
|question about|question on|vraag over|frage zu|pregunta sobre
|설명|업체|toelichting|referencia|anbieter|nombre|apparaat|gerät"""

WORDS: dict[Label, str] = {
    Label.VENDOR: """vendor|vendor name|name of vendor|name of the vendor|manufacturer|manufacturer name
        |supplier|cso|vendor company|company|leverancier|naam leverancier|fabrikant|naam fabrikant
        |naam van de leverancier|hersteller|hersteller name|name des herstellers|herstellername|anbieter
        |lieferant|fabricante|nombre del fabricante|proveedor|nombre del proveedor|제조사|제조사명|제조업체
        |공급업체|벤더|업체|업체명""",
    Label.VENDOR_CONTACT: """vendor contact|vendor email|vendor email address|vendor phone|vendor telephone
        |vendor contact person|vendor contact name|vendor contact email|vendor contact phone
        |vendor contact details|contact details vendor|contact details of vendor|contact details of the vendor
        |contact details manufacturer|contact vendor|manufacturer contact|contactgegevens leverancier
        |contact leverancier|contactgegevens fabrikant|kontaktdaten hersteller|kontakt hersteller
        |kontaktdaten des herstellers|ansprechpartner hersteller|datos de contacto del fabricante
        |contacto del fabricante|datos de contacto fabricante|제조사 연락처|제조사 담당자
        |vendor contact information""",
    Label.LABORATORY: """test laboratory|laboratory|test lab|testlab|lab|lab name|testing laboratory|testing lab
        |laboratory name|test laboratory name|name of test laboratory|name of the test laboratory
        |authorised test laboratory|authorized test laboratory|test house|testlaboratorium|laboratorium
        |naam laboratorium|naam testlaboratorium|prüflabor|prueflabor|testlabor|labor|prüflaboratorium
        |prueflaboratorium|name des prüflabors|laboratorio|laboratorio de pruebas|laboratorio de ensayos
        |laboratorio de ensayo|laboratorio de prueba|nombre del laboratorio|시험소|시험 기관|시험기관명
        |시험 연구소|시험소명|테스트 랩|테스트 연구소|시험 실험실|시험실""",
    Label.LABORATORY_CONTACT: """laboratory contact|laboratory email|laboratory phone|lab email|lab phone
        |laboratory contact person|laboratory contact name|lab contact person|laboratory contact email
        |test laboratory contact|lab contact|laboratory contact details|test lab contact
        |contact details test laboratory|contact details laboratory|contact details lab|contact details test lab
        |contact details of test laboratory|contact details of the test laboratory|contact laboratory
        |contact test laboratory|contactgegevens testlaboratorium|contactgegevens laboratorium
        |contact testlaboratorium|kontaktdaten prüflabor|kontaktdaten prueflabor|kontakt prüflabor
        |kontaktdaten des prüflabors|kontaktdaten testlabor|ansprechpartner prüflabor
        |datos de contacto del laboratorio|contacto del laboratorio|datos de contacto laboratorio|시험소 연락처
        |시험소 담당자|시험기관 연락처|시험기관 담당자""",
    Label.CONTACT: """contact details|contact|contact data|contact information|contact info|contacts
        |contactgegevens|kontaktdaten|kontakt|kontaktinformationen|datos de contacto|contacto
        |información de contacto|연락처|연락처 정보|연락 정보""",
    Label.PERSON: """contact person|name of contact person|contact name|person|contactpersoon
        |naam contactpersoon|ansprechpartner|ansprechperson|kontaktperson|name des ansprechpartners
        |persona de contacto|nombre de la persona de contacto|nombre de contacto|담당자|담당자명|담당자 이름
        |담당자 성명""",
    Label.NAME: "name|full name|naam|nombre|이름|성명",
    Label.EMAIL: """email|email address|mail|mail address|emailadres|emailadresse|mailadresse|correo
        |correo electrónico|dirección de correo|이메일|이메일 주소|메일|전자우편""",
    Label.PHONE: """phone|phone number|phone no|tel|tel no|telephone|telephone number|mobile|mobile number
        |mobile phone|cell|telefoon|telefoonnummer|telefoonnr|tel nr|mobiel|mobiel nummer|telefon|telefonnummer
        |mobil|handy|rufnummer|teléfono|número de teléfono|móvil|전화|전화번호|휴대폰|휴대전화|핸드폰""",
    Label.SUMMARY: """summary|summary of the issue|summary of issue|issue summary|title|subject|issue title
        |short summary|samenvatting|korte samenvatting|onderwerp|titel|zusammenfassung|kurzfassung
        |kurzbeschreibung|betreff|resumen|asunto|título|resumen del problema|요약|제목|이슈 요약|문제 요약""",
    Label.TEST_TYPE: """test type|type of test|tests type|testtype|type test|soort test|type van test|testart
        |prüfart|pruefart|testtyp|art des tests|art der prüfung|prüfungsart|tipo de prueba|tipo de ensayo
        |tipo de test|시험 유형|시험 종류|테스트 유형|테스트 종류""",
    Label.REFERENCES: """test reference|test references|reference of test|test case|test cases|testcase id
        |test case id|tc|tcs|tc number|test number|test numbers|test name|name of test|name of test test number
        |test id|test case number|test case reference|reference|failed test|failed test case|affected test case
        |affected test cases|test ref|testreferentie|testreferenties|testgeval|testgevallen|testnummer
        |testnummers|naam van de test|referentie|testreferenz|testreferenzen|prüfreferenz|pruefreferenz|testfall
        |testfälle|testfaelle|testfallnummer|prüffall|referencia de prueba|referencia de la prueba
        |referencia del ensayo|referencia de ensayo|caso de prueba|casos de prueba|número de prueba
        |referencia del test|referencia|시험 참조|시험 번호|시험 항목|테스트 참조|테스트 케이스|테스트 번호
        |시험 케이스|테스트케이스 번호|시험 참조 번호""",
    Label.DESCRIPTION: """description|description of the issue|issue description|detailed description|details
        |full description|problem description|description of the problem|elaborate description|beschrijving
        |omschrijving|toelichting|uitgebreide beschrijving|beschrijving van het probleem|probleembeschrijving
        |beschreibung|detaillierte beschreibung|problembeschreibung|fehlerbeschreibung|ausführliche beschreibung
        |descripción|descripción detallada|descripción del problema|detalles|설명|상세 설명|상세 내용|내용
        |문제 설명|이슈 설명""",
    Label.DOCUMENTATION: """applicable documentation|documentation|applicable documents|documents
        |applicable document|supporting documentation|references|reference documentation|reference documents
        |applicable specification|relevant documentation|related documentation|toepasselijke documentatie
        |van toepassing zijnde documentatie|documentatie|relevante documentatie|bijbehorende documentatie
        |anwendbare dokumentation|zugehörige dokumentation|dokumentation|dokumente|mitgeltende unterlagen
        |unterlagen|referenzdokumente|relevante dokumentation|anwendbare dokumente|documentación aplicable
        |documentación|documentos aplicables|documentación de referencia|documentación relacionada|관련 문서
        |적용 문서|참고 문서|해당 문서|적용 가능한 문서|참조 문서""",
    Label.LOGGING: """attached logging|logging|attached logs|attached log|logs|log|log files|logfiles|logfile
        |log file|attached log files|attached logfiles|logging attached|attached loggings|logs attached
        |log attached|bijgevoegde logging|bijgevoegde logs|logbestand|logbestanden|bijgevoegde logbestanden
        |bijgevoegd logbestand|angehängte logs|angehängtes logging|beigefügte logs|beigefügte protokolle
        |angehängte protokolle|protokolle|protokoll|logdateien|logdatei|beigefügtes protokoll
        |angehängtes protokoll|beigefügte logdateien|angehängte logdateien|protokollierung
        |angehängte protokollierung|beigefügtes logging|registros adjuntos|registro adjunto|logs adjuntos
        |log adjunto|registros|trazas adjuntas|첨부 로그|첨부 로깅|로그|로그 첨부|첨부된 로그|로그 파일
        |첨부 로그 파일""",
    Label.OCPP_VERSION: """ocpp version|version of ocpp|ocpp|ocpp release|ocpp protocol version|ocpp versie
        |versie ocpp|versión de ocpp|versión ocpp|ocpp 버전|ocpp 버젼""",
    Label.DEVICE_TYPE: """device type|type of device|dut type|product type|equipment type|apparaattype
        |type apparaat|soort apparaat|gerätetyp|geraetetyp|geräteart|art des geräts|typ des geräts
        |tipo de dispositivo|tipo de equipo|장치 유형|기기 유형|장비 유형|디바이스 유형|장치 종류|기기 종류
        |제품 유형""",
    Label.DEVICE: """device|device under test|dut|product|equipment under test|eut|device name|device model
        |model|device under test dut|apparaat|getest apparaat|gerät|geraet|prüfling|pruefling|testgerät
        |getestetes gerät|dispositivo|equipo|dispositivo bajo prueba|equipo bajo prueba|장치|기기|시험 대상
        |시험 장치|시험 대상 장치|피시험 장치""",
    Label.PROFILES: """certification profiles concerned|certification profiles|certification profile|profiles
        |profile|certification profile concerned|affected certification profiles|profiles concerned
        |concerned certification profiles|certificeringsprofielen|betrokken certificeringsprofielen
        |certificeringsprofiel|certificatieprofielen|profielen|betrokken certificatieprofielen
        |zertifizierungsprofile|betroffene zertifizierungsprofile|zertifizierungsprofil
        |perfiles de certificación|perfil de certificación|perfiles de certificación afectados|perfiles
        |인증 프로파일|인증 프로필|관련 인증 프로파일|관련 인증 프로필|해당 인증 프로파일|해당 인증 프로필""",
    Label.OCTT_VERSION: """octt version|octt|octt release|tool version|test tool version|version of octt
        |octt tool version|octt versie|versie octt|toolversie|version der octt|toolversion|versión de octt
        |versión octt|versión del octt|versión de la herramienta|octt 버전|octt 버젼|도구 버전|툴 버전""",
    Label.BLOCKS: """blocks a certification under way|blocks certification|blocking certification
        |blocks a certification|blocks the certification|certification blocked|blocking
        |blocks certification under way|blocks ongoing certification|does it block a certification under way
        |does this block a certification|blocks a certification underway|does this block certification
        |blokkeert certificering|blokkeert een lopende certificering|blokkeert de certificering
        |blokkeert lopende certificering|blokkerend voor certificering|blockiert zertifizierung
        |blockiert die zertifizierung|blockiert eine laufende zertifizierung|blockiert laufende zertifizierung
        |bloquea certificación|bloquea la certificación|bloquea una certificación en curso
        |bloquea una certificación|인증 차단|인증 차단 여부|진행 중인 인증 차단|진행 중인 인증 차단 여부
        |진행 중인 인증을 차단|진행 중인 인증에 지장|인증 진행 차단""",
    Label.QUESTION: """question about|question regarding|question concerning|question on|question is about
        |kind of question|vraag over|vraag betreft|soort vraag|frage zu|frage zum thema|frage betrifft|art der frage
        |pregunta sobre|consulta sobre|tipo de pregunta|질문 대상|문의 대상|질문 종류""",
}
