//! The names of the builtin colour themes, so that a configuration can be checked without loading the themes.

/// Sorted; those of Shiki.
const BUILTIN_THEMES: &[&str] = &[
    "andromeeda",
    "aurora-x",
    "ayu-dark",
    "ayu-light",
    "ayu-mirage",
    "catppuccin-frappe",
    "catppuccin-latte",
    "catppuccin-macchiato",
    "catppuccin-mocha",
    "dark-plus",
    "dracula",
    "dracula-soft",
    "everforest-dark",
    "everforest-light",
    "github-dark",
    "github-dark-default",
    "github-dark-dimmed",
    "github-dark-high-contrast",
    "github-light",
    "github-light-default",
    "github-light-high-contrast",
    "gruvbox-dark-hard",
    "gruvbox-dark-medium",
    "gruvbox-dark-soft",
    "gruvbox-light-hard",
    "gruvbox-light-medium",
    "gruvbox-light-soft",
    "horizon",
    "horizon-bright",
    "houston",
    "kanagawa-dragon",
    "kanagawa-lotus",
    "kanagawa-wave",
    "laserwave",
    "light-plus",
    "material-theme",
    "material-theme-darker",
    "material-theme-lighter",
    "material-theme-ocean",
    "material-theme-palenight",
    "min-dark",
    "min-light",
    "monokai",
    "night-owl",
    "night-owl-light",
    "nord",
    "one-dark-pro",
    "one-light",
    "plastic",
    "poimandres",
    "red",
    "rose-pine",
    "rose-pine-dawn",
    "rose-pine-moon",
    "slack-dark",
    "slack-ochin",
    "snazzy-light",
    "solarized-dark",
    "solarized-light",
    "synthwave-84",
    "tokyo-night",
    "vesper",
    "vitesse-black",
    "vitesse-dark",
    "vitesse-light",
];

/// Whether there is a builtin theme of this name, in any case.
pub(super) fn is_builtin_theme(name: &str) -> bool {
    BUILTIN_THEMES.binary_search(&name.to_ascii_lowercase().as_str()).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_in_any_case() {
        assert!(BUILTIN_THEMES.is_sorted());
        assert!(BUILTIN_THEMES.iter().all(|name| is_builtin_theme(&name.to_uppercase())));
        assert!(!is_builtin_theme("kaede"));
    }

    #[cfg(feature = "highlight")]
    #[test]
    fn every_name_is_a_theme() {
        let registry = giallo::Registry::builtin().unwrap();
        let missing: Vec<_> = BUILTIN_THEMES.iter().filter(|name| !registry.contains_theme(name)).collect();
        assert!(missing.is_empty(), "{missing:?}");
    }
}
