//! The Gateway API of a cluster: `gatewayApi: {version: "1.7", channel: standard}`.

use super::names::NameFault;
use crate::schema::{Channel, Kubernetes, Release, Serving};
use crate::source::shown;
use crate::typed::{read_as_object, read_as_text, read_as_word};
use serde::{Serialize, Serializer};

/// A Gateway API release and channel.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(default, deny_unknown_fields))]
#[serde(rename_all = "camelCase")]
pub struct GatewayApi {
    /// The release, one that this build knows.
    pub version: Release<'static>,
    /// The channel of its CRDs.
    pub channel: Channel,
}

impl GatewayApi {
    /// What a cluster with these CRDs serves.
    pub fn serving(self) -> Serving<'static> {
        Serving::new(self.version, self.channel)
    }
}

impl TryFrom<String> for Release<'static> {
    type Error = NameFault;

    /// Reads `1.7`, `v1.7`, `1.7.0` or `v1.7.0`; the patch version of a known minor version does not count.
    fn try_from(text: String) -> Result<Self, NameFault> {
        let bare = text.strip_prefix('v').unwrap_or(&text);
        let patch = |rest: &str| {
            rest.is_empty() || rest.strip_prefix('.').is_some_and(|it| it.parse::<u16>().is_ok())
        };
        let known = Self::all().find(|it| bare.strip_prefix(it.minor()).is_some_and(patch));
        known.ok_or_else(|| {
            let mut all: Vec<_> = Self::all().map(Self::minor).collect();
            all.reverse();
            let (text, all) = (shown(&text), all.join(", "));
            NameFault(format!("Gateway API `{text}` is not known; known are {all}"))
        })
    }
}

impl TryFrom<String> for Kubernetes {
    type Error = NameFault;

    /// Reads `1.37`, `v1.37`, `1.37.2` or `v1.37.2`, and what providers write behind that; the patch version does not count. `none` is
    /// no release.
    fn try_from(text: String) -> Result<Self, NameFault> {
        if text == Self::none().name() {
            return Ok(Self::none());
        }
        let bare = text.strip_prefix('v').unwrap_or(&text);
        let patch = |rest: &str| rest.is_empty() || rest.starts_with(['.', '-', '+']);
        Self::all().find(|it| bare.strip_prefix(it.name()).is_some_and(patch)).ok_or_else(|| {
            let mut all: Vec<_> = Self::all().map(Self::name).collect();
            all.reverse();
            NameFault(format!(
                "Kubernetes `{}` is not known; known are {}, and `none`",
                shown(&text),
                all.join(", ")
            ))
        })
    }
}

impl Serialize for Kubernetes {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.serialize_str(self.name())
    }
}

impl Serialize for Release<'_> {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.serialize_str(self.minor())
    }
}

read_as_object! {
    GatewayApi { version: "version" = Release::default(), channel: "channel" = Channel::default() }
}

read_as_word! {
    Channel { "standard": Standard, "experimental": Experimental }
}

read_as_text!(Release<'static>: "a release in quotes, like \"1.7\"");
read_as_text!(Kubernetes: "a release in quotes, like \"1.37\"");
