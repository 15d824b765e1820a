//! The sentences of conditions that several kinds share.

use crate::attach::material::MaterialProblem;
use crate::attach::{CaFact, CaProblem, CertificateFact, CertificateProblem};

/// What is wrong with a certificate ref.
pub(super) fn certificate(fact: &CertificateFact<'_, '_>, problem: CertificateProblem) -> String {
    let kind = fact.secret_ref.target();
    let shown = kind.title(fact.namespace, fact.secret_ref.name().value);
    match problem {
        CertificateProblem::InvalidKind => format!("a {} cannot hold a certificate", kind.kind),
        CertificateProblem::NotPermitted => format!("no ReferenceGrant permits the reference to {shown}"),
        CertificateProblem::NotFound => format!("{shown} does not exist"),
        CertificateProblem::WrongType => format!("{shown} is not of type `kubernetes.io/tls`"),
        CertificateProblem::NoEntry(key) => format!("{shown} has no key `{key}`"),
        CertificateProblem::Material(it) => format!("{shown} {}", material(it)),
    }
}

/// What is wrong with a CA ref.
pub(super) fn authority(fact: &CaFact<'_, '_>, problem: CaProblem) -> String {
    let kind = fact.ca_ref.target();
    let shown = kind.title(fact.namespace, fact.ca_ref.name().value);
    match problem {
        CaProblem::InvalidKind => format!("a {} cannot hold CA certificates", kind.kind),
        CaProblem::NotPermitted => format!("no ReferenceGrant permits the reference to {shown}"),
        CaProblem::NotFound => format!("{shown} does not exist"),
        CaProblem::NoEntry => format!("{shown} has no key `ca.crt`"),
        CaProblem::Material(it) => format!("{shown} {}", material(it)),
    }
}

/// What is wrong with TLS material, as the end of a sentence about the object that holds it.
pub(super) fn material(problem: MaterialProblem) -> &'static str {
    match problem {
        MaterialProblem::NotBase64 => "holds data that is not base64",
        MaterialProblem::NoCertificate => "holds no PEM certificate",
        MaterialProblem::BadCertificate => "holds a certificate that cannot be read",
        MaterialProblem::NoKey => "holds no PEM private key",
        MaterialProblem::BadKey => "holds a private key that cannot be read",
        MaterialProblem::OtherKey => "holds a private key that belongs to another certificate",
    }
}
