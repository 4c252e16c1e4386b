//! The examples that the RFCs give.

use serde_json::{Value, json};

use super::super::jwk::{Algorithm, Jwk, PublicKey};
use super::super::proof::{Occasion, Proof};
use super::super::runtime::Runtime;
use super::bench::Bench;

fn key(algorithm: Algorithm, jwk: Value) -> Option<PublicKey> {
    let jwk: Jwk = serde_json::from_value(jwk).expect("a JWK");
    PublicKey::parse(algorithm, &jwk)
}

fn rfc_7638_key() -> Value {
    json!({ "kty": "RSA", "kid": "2011-04-29", "e": "AQAB",
            "n": concat!(
                "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1",
                "L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4",
                "QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbO",
                "pbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csF",
                "Cur-kEgU8awapJzKnqDKgw") })
}

fn rfc_8037_key() -> Value {
    json!({ "kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo" })
}

fn rfc_9449_key() -> Value {
    json!({ "kty": "EC", "crv": "P-256", "x": "l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs",
            "y": "9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA" })
}

#[test]
fn thumbprints_are_those_of_rfc_7638_rfc_8037_and_rfc_9449() {
    for (algorithm, jwk, thumbprint) in [
        (
            Algorithm::Rs256,
            rfc_7638_key(),
            "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs",
        ),
        (
            Algorithm::Ps256,
            rfc_7638_key(),
            "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs",
        ),
        (
            Algorithm::EdDsa,
            rfc_8037_key(),
            "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k",
        ),
        (
            Algorithm::Es256,
            rfc_9449_key(),
            "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I",
        ),
    ] {
        let key = key(algorithm, jwk).expect("they fit");
        assert_eq!(key.thumbprint(), thumbprint);
    }
}

#[test]
fn a_key_fits_only_its_own_algorithms() {
    let keys = [
        (rfc_7638_key(), vec![Algorithm::Rs256, Algorithm::Ps256]),
        (rfc_8037_key(), vec![Algorithm::EdDsa]),
        (rfc_9449_key(), vec![Algorithm::Es256]),
    ];
    for (jwk, fitting) in keys {
        for algorithm in Algorithm::ALL {
            let fits = key(algorithm, jwk.clone()).is_some();
            assert_eq!(fits, fitting.contains(&algorithm), "{algorithm:?} {jwk}");
        }
    }
}

/// RFC 9449 section 7.1, the request for a protected resource.
#[test]
fn the_proof_of_rfc_9449_is_accepted() {
    let token = "Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU";
    let text = concat!(
        "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dEZyaHgtMzR0",
        "VjNoUklDUkRZOXpDa0RscEJoRjQyVVFVZldWQVdCRnMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10",
        "NnY5VERWclUwQ2R2R1JEQSIsImNydiI6IlAtMjU2In19.eyJqdGkiOiJlMWozVl9iS2ljOC1MQUVCIiwiaHRtIjoi",
        "R0VUIiwiaHR1IjoiaHR0cHM6Ly9yZXNvdXJjZS5leGFtcGxlLm9yZy9wcm90ZWN0ZWRyZXNvdXJjZSIsImlhdCI6M",
        "TU2MjI2MjYxOCwiYXRoIjoiZlVIeU8ycjJaM0RaNTNFc05yV0JiMHhXWG9hTnk1OUlpS0NBcWtzbVFFbyJ9.2oW9R",
        "P35yRqzhrtNP86L-Ey71EOptxRimPPToA1plemAgR6pxHF8y6-yqyVnmcw6Fy1dqd-jfxSYoMxhAJpLjA",
    );
    let proof = Proof::parse(text).expect("a proof");
    let occasion = Occasion {
        method: "GET",
        url: "https://resource.example.org/protectedresource",
        token,
        jkt: "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I",
        now: 1_562_262_618,
    };
    assert_eq!(proof.acceptable(&occasion), Ok(()));
    let bench = &Bench::new();
    let verified = futures_executor::block_on(async {
        let key = bench.import(&proof.key).await?;
        let algorithm = proof.key.algorithm;
        let (signed, signature) = (proof.signed, &proof.signature);
        bench.verify(algorithm, &key, signed, signature).await
    });
    assert_eq!(verified, Ok(true));
}
