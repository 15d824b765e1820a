//! The Gateway API of a cluster: `gatewayApi: {version: "1.7", channel: standard}`.

use super::names::{NameFault, read_as_text};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A Gateway API release and channel.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct GatewayApi {
    /// The release.
    pub version: Release,
    /// The channel of its CRDs.
    pub channel: Channel,
}

/// A Gateway API release that the engine knows, by its minor version.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum Release {
    /// 1.3.
    #[serde(rename = "1.3")]
    V1_3,
    /// 1.4.
    #[serde(rename = "1.4")]
    V1_4,
    /// 1.5.
    #[serde(rename = "1.5")]
    V1_5,
    /// 1.6.
    #[serde(rename = "1.6")]
    V1_6,
    /// 1.7.
    #[default]
    #[serde(rename = "1.7")]
    V1_7,
}

/// A release channel.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Channel {
    /// What is stable.
    #[default]
    Standard,
    /// The same and what is being tried.
    Experimental,
}

impl Release {
    /// Every release, oldest first.
    pub const ALL: [Self; 5] = [Self::V1_3, Self::V1_4, Self::V1_5, Self::V1_6, Self::V1_7];

    /// The minor version: `1.7`.
    pub fn minor(self) -> &'static str {
        match self {
            Self::V1_3 => "1.3",
            Self::V1_4 => "1.4",
            Self::V1_5 => "1.5",
            Self::V1_6 => "1.6",
            Self::V1_7 => "1.7",
        }
    }
}

impl fmt::Display for Release {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.minor())
    }
}

impl TryFrom<String> for Release {
    type Error = NameFault;

    /// Reads `1.7`, `v1.7`, `1.7.0` or `v1.7.0`; the patch version of a known minor version does not count.
    fn try_from(text: String) -> Result<Self, NameFault> {
        let bare = text.strip_prefix('v').unwrap_or(&text);
        let patch = |rest: &str| {
            rest.is_empty() || rest.strip_prefix('.').is_some_and(|it| it.parse::<u16>().is_ok())
        };
        let known = Self::ALL.into_iter().find(|it| bare.strip_prefix(it.minor()).is_some_and(patch));
        known.ok_or_else(|| {
            let all = Self::ALL.map(Self::minor).join(", ");
            NameFault(format!("Gateway API `{}` is not known; known are {all}", text.escape_debug()))
        })
    }
}

read_as_text!(Release: "a release in quotes, like \"1.7\"");
