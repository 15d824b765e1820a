//! `BackendTLSPolicy`.

use super::view::view;
use super::{CaRef, PolicyTargetRef};

view! {
    /// A `BackendTLSPolicy`.
    BackendTlsPolicy {
        target_refs "spec.targetRefs": many(PolicyTargetRef),
        validation "spec.validation": one(BackendTlsValidation),
        options "spec.options": map,
    }
}

view! {
    /// `spec.validation`.
    BackendTlsValidation {
        hostname "hostname": text,
        ca_refs "caCertificateRefs": many(CaRef),
        well_known "wellKnownCACertificates": text,
        subject_alt_names "subjectAltNames": many(SubjectAltName),
    }
}

view! {
    /// `spec.validation.subjectAltNames[]`.
    SubjectAltName {
        kind "type": text_or(""),
        hostname "hostname": text,
        uri "uri": text,
    }
}
