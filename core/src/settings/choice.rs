//! `profile: kupe`: a built-in profile by name, a file, or the profile itself.

use super::error::SettingsError;
use super::profile::Profile;
use crate::source::shown;
use crate::suggest::nearest;
use crate::typed::{Fault, FromValue, text};
use crate::yaml::{Kind, Value};
use serde::{Serialize, Serializer};

/// The platform that manifests are for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum ProfileChoice {
    /// None: no platform rule applies.
    #[default]
    None,
    /// A built-in one, by name.
    BuiltIn(String),
    /// A file that the host reads and hands over as [`ProfileChoice::Given`].
    File(String),
    /// The profile itself.
    Given(Box<Profile>),
}

impl ProfileChoice {
    /// What `text` names: `none`, a built-in profile, or a path (with a folder or the ending `.yaml`, `.yml`, `.json`).
    pub fn named(text: &str) -> Result<Self, String> {
        let path =
            text.contains(['/', '\\']) || [".yaml", ".yml", ".json"].iter().any(|it| text.ends_with(it));
        match text {
            "none" => Ok(Self::None),
            _ if Profile::built_in_names().any(|it| it == text) => Ok(Self::BuiltIn(text.to_owned())),
            _ if path => Ok(Self::File(text.to_owned())),
            _ => {
                let meant = nearest(text, Profile::built_in_names());
                let help = meant.map_or_else(
                    || "there are `kupe` and `none`, and a file is named like `./platform.yaml`".to_owned(),
                    |it| format!("did you mean `{it}`?"),
                );
                Err(format!("unknown profile `{}`; {help}", shown(text)))
            }
        }
    }

    /// The file to read, where one is named.
    pub fn file(&self) -> Option<&str> {
        if let Self::File(path) = self { Some(path) } else { None }
    }

    /// The profile; `None` where no platform is chosen. A file that was not read is an error: no rule is skipped for it.
    pub fn profile(&self) -> Result<Option<Profile>, SettingsError> {
        match self {
            Self::None => Ok(None),
            Self::BuiltIn(name) => Profile::built_in(name).transpose(),
            Self::File(path) => Err(SettingsError::ProfileNotGiven { path: path.clone() }),
            Self::Given(profile) => Ok(Some((**profile).clone())),
        }
    }
}

impl FromValue for ProfileChoice {
    fn from_value(value: Value<'_>) -> Result<Self, Fault> {
        let refuse = |why: String| Fault::new(value.span(), why);
        if value.kind() == Kind::Mapping {
            let profile = Profile::from_value(value)?.validated().map_err(|it| refuse(it.to_string()))?;
            return Ok(Self::Given(Box::new(profile)));
        }
        let text = text(value, "`none`, the name of a built-in profile, a file, or a profile")?;
        Self::named(text).map_err(refuse)
    }
}

impl Serialize for ProfileChoice {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::None => out.serialize_str("none"),
            Self::BuiltIn(text) | Self::File(text) => out.serialize_str(text),
            Self::Given(profile) => profile.serialize(out),
        }
    }
}
