//! The types and reasons of conditions, as Gateway API spells them.

/// Types of conditions.
pub mod types {
    /// The controller takes the object.
    pub const ACCEPTED: &str = "Accepted";
    /// The data plane has it.
    pub const PROGRAMMED: &str = "Programmed";
    /// Everything that it refers to is there and may be used.
    pub const RESOLVED_REFS: &str = "ResolvedRefs";
    /// A listener cannot stand beside another.
    pub const CONFLICTED: &str = "Conflicted";
    /// TLS listeners of one port overlap.
    pub const OVERLAPPING_TLS_CONFIG: &str = "OverlappingTLSConfig";
    /// Clients without a valid certificate are let in.
    pub const INSECURE_FRONTEND_VALIDATION_MODE: &str = "InsecureFrontendValidationMode";
    /// The installed release of Gateway API is known.
    pub const SUPPORTED_VERSION: &str = "SupportedVersion";
}

/// Reasons of conditions.
pub mod reasons {
    /// All is well.
    pub const ACCEPTED: &str = "Accepted";
    /// All is well.
    pub const PROGRAMMED: &str = "Programmed";
    /// All is well.
    pub const RESOLVED_REFS: &str = "ResolvedRefs";
    /// Not decided yet or, here, not decidable from the inputs.
    pub const PENDING: &str = "Pending";
    /// Not valid.
    pub const INVALID: &str = "Invalid";
    /// Parameters are missing, malformed or of an unsupported kind.
    pub const INVALID_PARAMETERS: &str = "InvalidParameters";
    /// Some or all listeners are not valid.
    pub const LISTENERS_NOT_VALID: &str = "ListenersNotValid";
    /// Some listeners have references that are not resolved.
    pub const LISTENERS_NOT_RESOLVED: &str = "ListenersNotResolved";
    /// A type of address is not supported.
    pub const UNSUPPORTED_ADDRESS: &str = "UnsupportedAddress";
    /// No address was assigned.
    pub const ADDRESS_NOT_ASSIGNED: &str = "AddressNotAssigned";
    /// An address cannot be used.
    pub const ADDRESS_NOT_USABLE: &str = "AddressNotUsable";
    /// The client certificate of a Gateway cannot be used.
    pub const INVALID_CLIENT_CERTIFICATE_REF: &str = "InvalidClientCertificateRef";
    /// A reference crosses namespaces without a ReferenceGrant.
    pub const REF_NOT_PERMITTED: &str = "RefNotPermitted";
    /// Something was changed to be less safe.
    pub const CONFIGURATION_CHANGED: &str = "ConfigurationChanged";
    /// A listener's protocol, or a backend's, is not supported.
    pub const UNSUPPORTED_PROTOCOL: &str = "UnsupportedProtocol";
    /// A value is not supported.
    pub const UNSUPPORTED_VALUE: &str = "UnsupportedValue";
    /// No CA certificate that a listener or policy names can be used.
    pub const NO_VALID_CA_CERTIFICATE: &str = "NoValidCACertificate";
    /// Two listeners have one hostname.
    pub const HOSTNAME_CONFLICT: &str = "HostnameConflict";
    /// Two listeners have protocols that do not share a port.
    pub const PROTOCOL_CONFLICT: &str = "ProtocolConflict";
    /// No conflict.
    pub const NO_CONFLICTS: &str = "NoConflicts";
    /// A listener's certificate cannot be used.
    pub const INVALID_CERTIFICATE_REF: &str = "InvalidCertificateRef";
    /// A listener names kinds of routes that it cannot take.
    pub const INVALID_ROUTE_KINDS: &str = "InvalidRouteKinds";
    /// A CA certificate cannot be used.
    pub const INVALID_CA_CERTIFICATE_REF: &str = "InvalidCACertificateRef";
    /// A CA certificate is of a kind that cannot be used.
    pub const INVALID_CA_CERTIFICATE_KIND: &str = "InvalidCACertificateKind";
    /// A listener needs TLS settings and has none; the implementer's guide names it, no constant does.
    pub const INVALID_TLS_CONFIG: &str = "InvalidTLSConfig";
    /// Hostnames of TLS listeners overlap.
    pub const OVERLAPPING_HOSTNAMES: &str = "OverlappingHostnames";
    /// No listener has the name and port that are asked for.
    pub const NO_MATCHING_PARENT: &str = "NoMatchingParent";
    /// No listener takes the route.
    pub const NOT_ALLOWED_BY_LISTENERS: &str = "NotAllowedByListeners";
    /// No listener shares a hostname with the route.
    pub const NO_MATCHING_LISTENER_HOSTNAME: &str = "NoMatchingListenerHostname";
    /// A kind is unknown or not supported.
    pub const INVALID_KIND: &str = "InvalidKind";
    /// A backend does not exist.
    pub const BACKEND_NOT_FOUND: &str = "BackendNotFound";
    /// Another object has the target already.
    pub const CONFLICTED: &str = "Conflicted";
    /// A policy's target does not exist.
    pub const TARGET_NOT_FOUND: &str = "TargetNotFound";
    /// A ListenerSet is not allowed.
    pub const NOT_ALLOWED: &str = "NotAllowed";
    /// A ListenerSet's Gateway is not accepted.
    pub const PARENT_NOT_ACCEPTED: &str = "ParentNotAccepted";
    /// The installed release of Gateway API is known.
    pub const SUPPORTED_VERSION: &str = "SupportedVersion";
    /// The installed release of Gateway API is not known.
    pub const UNSUPPORTED_VERSION: &str = "UnsupportedVersion";
}
