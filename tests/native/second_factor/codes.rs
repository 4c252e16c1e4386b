//! What a code is: the vectors of the RFCs, what people type, and what an app reads.

use edgegrant::protocol::login::recovery_code::RecoveryCode;
use edgegrant::protocol::login::totp::{Code, PERIOD, TotpSecret, hotp};
use edgegrant::protocol::timestamp::Timestamp;

/// The secret of both appendices, and what a `[u8; 32]` begins with for it.
const SECRET: &[u8; 20] = b"12345678901234567890";

fn secret() -> TotpSecret {
    TotpSecret::read(SECRET).expect("20 bytes")
}

fn code(text: &str) -> Code {
    Code::parse(text).expect("six digits")
}

/// RFC 4226 appendix D.
#[test]
fn hotp_gives_the_values_of_rfc_4226() {
    let values = [
        1_284_755_224,
        1_094_287_082,
        137_359_152,
        1_726_969_429,
        1_640_338_314,
        868_254_676,
        1_918_287_922,
        82_162_583,
        673_399_871,
        645_520_489,
    ];
    for (counter, value) in values.into_iter().enumerate() {
        assert_eq!(hotp(SECRET, counter as u64), value, "{counter}");
    }
}

/// RFC 6238 appendix B, which has eight digits.
#[test]
fn totp_gives_the_values_of_rfc_6238() {
    for (time, value) in [
        (59, 94_287_082),
        (1_111_111_109, 7_081_804),
        (1_111_111_111, 14_050_471),
        (1_234_567_890, 89_005_924),
        (2_000_000_000, 69_279_037),
        (20_000_000_000_i64, 65_353_130),
    ] {
        let step = time / PERIOD;
        assert_eq!(hotp(SECRET, step as u64) % 100_000_000, value, "{time}");
        let six = format!("{:06}", value % 1_000_000);
        assert_eq!(secret().step_of(code(&six), Timestamp(time)), Some(step));
    }
}

#[test]
fn a_code_is_good_one_step_before_and_one_after_and_no_longer() {
    let (made, of) = (1_111_111_109 / PERIOD, code("081804"));
    for (steps, good) in [
        (-2, false),
        (-1, true),
        (0, true),
        (1, true),
        (2, false),
        (2880, false),
    ] {
        for second in [0, 29] {
            let now = Timestamp((made + steps) * PERIOD + second);
            let found = secret().step_of(of, now);
            assert_eq!(found, good.then_some(made), "{steps} steps later");
        }
    }
}

#[test]
fn a_code_is_read_as_people_type_it() {
    let now = Timestamp(1_111_111_109);
    let good = [
        "081804",
        " 081 804 ",
        "081-804",
        "08\u{a0}18\u{2009}04",
        "０８１８０４",
        "0 8 1 8 0 4\n",
    ];
    for text in good {
        assert!(secret().step_of(code(text), now).is_some(), "{text:?}");
    }
    for text in [
        "",
        " ",
        "08180",
        "0818040",
        "08180a",
        "-81804",
        "+81804",
        "081.804",
        "٠٨١٨٠٤x",
        "\x0081804",
    ] {
        assert!(Code::parse(text).is_none(), "{text:?}");
    }
    assert!(Code::parse(&"0".repeat(100_000)).is_none());
}

#[test]
fn an_app_reads_the_address_and_people_type_the_key() {
    let uri = secret().uri("auth.example:8787", "ada@example.com");
    assert_eq!(
        uri,
        "otpauth://totp/auth%2Eexample%208787:ada%40example%2Ecom?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ\
         &issuer=auth%2Eexample%208787"
    );
    assert_eq!(
        secret().spelled(),
        "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ"
    );
    // A long name is cut, so that the picture of it stays coarse enough for a camera.
    assert!(secret().uri("auth.example", &"界".repeat(5000)).len() < 800);
}

#[test]
fn a_secret_comes_back_from_its_record_and_from_nothing_else() {
    let record = secret().record();
    assert_eq!(
        TotpSecret::of_record(&record).expect("a secret").bytes(),
        SECRET
    );
    for other in [
        "",
        "AAAA",
        &record[1..],
        &format!("{record}AAAA"),
        "not base64!",
    ] {
        assert!(TotpSecret::of_record(other).is_none(), "{other}");
    }
    assert_eq!(
        format!("{:?}{:?}", secret(), code("000000")),
        "TotpSecret(…)Code(…)"
    );
}

#[test]
fn a_recovery_code_is_read_as_people_type_it() {
    let minted = RecoveryCode::mint([0b0100_1011; 32]);
    let spelled = minted.spelled();
    assert_eq!(spelled.len(), 19);
    let hash =
        |text: &str| RecoveryCode::parse(text).map(|code| code.hash("ada").as_str().to_owned());
    let expected = Some(minted.hash("ada").as_str().to_owned());
    for text in [
        spelled.clone(),
        spelled.to_uppercase(),
        spelled.replace('-', ""),
        spelled.replace('-', " "),
        format!("  {}\n", spelled.replace('l', "1").replace('o', "0")),
    ] {
        assert_eq!(hash(&text), expected, "{text}");
    }
    for text in [
        "",
        "abcd-efgh-ijkl-mno",
        "abcd-efgh-ijkl-mnopq",
        "abcd-efgh-ijkl-mno9",
        "äbcd-efgh-ijkl-mnop",
    ] {
        assert_eq!(hash(text), None, "{text}");
    }
    // It is no use to somebody else.
    assert_ne!(minted.hash("ada").as_str(), minted.hash("bob").as_str());
    assert_eq!(format!("{minted:?}"), "RecoveryCode(…)");
}
