use super::testing::{EC_CRT, EC_KEY, EC_SEC1_KEY, ED_CRT, ED_KEY, RSA_CRT, RSA_KEY, RSA_PKCS1_KEY};
use super::{Leaf, MaterialProblem, read_bundle, read_pair};

fn pair(chain: &str, key: &str) -> Result<Leaf, MaterialProblem> {
    read_pair(chain.as_bytes(), key.as_bytes())
}

#[test]
fn a_certificate_is_read_with_its_key_in_every_form() {
    for key in [RSA_KEY, RSA_PKCS1_KEY] {
        assert_eq!(pair(RSA_CRT, key).unwrap().dns_names, ["a.test", "*.w.test"]);
    }
    for key in [EC_KEY, EC_SEC1_KEY] {
        let leaf = pair(EC_CRT, key).unwrap();
        assert_eq!(leaf.dns_names, ["b.test"]);
        assert_eq!((leaf.not_before, leaf.not_after), (1_795_421_389, 2_110_781_389));
    }
    assert_eq!(pair(ED_CRT, ED_KEY).unwrap().dns_names, ["c.test"]);
}

#[test]
fn a_key_of_another_certificate_is_refused() {
    let other = pair(RSA_CRT, EC_KEY);
    assert_eq!(other, Err(MaterialProblem::OtherKey));
    assert_eq!(pair(EC_CRT, RSA_KEY), Err(MaterialProblem::OtherKey));
}

#[test]
fn what_is_no_pem_or_broken_is_told_apart() {
    assert_eq!(pair("Hello world", EC_KEY), Err(MaterialProblem::NoCertificate));
    assert_eq!(pair(EC_CRT, "Hello world"), Err(MaterialProblem::NoKey));
    assert_eq!(pair(&EC_CRT.replace("MII", "MIJ"), EC_KEY), Err(MaterialProblem::BadCertificate));
    assert_eq!(pair(EC_CRT, &EC_KEY.replace("MIG", "MIH")), Err(MaterialProblem::BadKey));
    let encrypted = EC_KEY.replace("PRIVATE KEY", "ENCRYPTED PRIVATE KEY");
    assert_eq!(pair(EC_CRT, &encrypted), Err(MaterialProblem::BadKey));
}

#[test]
fn text_around_blocks_does_not_count_and_every_ca_is_read() {
    let chatty = format!("subject: x\n{EC_CRT}\nissuer: y\n{RSA_CRT}");
    assert_eq!(pair(&chatty, EC_KEY).unwrap().dns_names, ["b.test"]);
    assert_eq!(read_bundle(chatty.as_bytes()), Ok(()));
    let half = format!("{EC_CRT}{}", RSA_CRT.replace("MII", "MIJ"));
    assert_eq!(read_bundle(half.as_bytes()), Err(MaterialProblem::BadCertificate));
    assert_eq!(read_bundle(b"nothing"), Err(MaterialProblem::NoCertificate));
}

#[test]
fn a_wildcard_name_covers_one_label() {
    let leaf = pair(RSA_CRT, RSA_KEY).unwrap();
    assert!(leaf.covers("a.test") && leaf.covers("x.w.test") && leaf.covers("A.TEST"));
    assert!(!leaf.covers("w.test") && !leaf.covers("y.x.w.test") && !leaf.covers("b.test"));
}
