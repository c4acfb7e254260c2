//! What texts of content may ask of functions.
//!
//! Templates come by review and are trusted as in Zola. Who writes texts may by that neither read the environment of the
//! machine that builds the site, nor files that are not the site's, nor send either to others: what a text calls itself
//! is held to the settings. What a template or component calls is the template's own, also when a text calls that and
//! hands it the arguments; only `private/` and files whose names begin with a dot stay closed then, see
//! [`QueryContext::find_file`].

use tera::{Kwargs, TeraResult};

use crate::templates::{
    file_lookup::{FoundFile, unreadable},
    query_context::QueryContext,
    refusals::refusal,
};
use tsubame_model::source::{ReadError, SiteFolder, SourcePath, Wording};

/// Refuses a call that a text of content may not make.
pub(super) fn check_call(queries: &QueryContext, function: &str, arguments: &Kwargs) -> TeraResult<()> {
    let path = arguments.get::<String>("path")?;
    let checked = match function {
        "get_env" => check_variable(queries, &arguments.must_get::<String>("name")?),
        "get_url" if !arguments.get::<bool>("cachebust")?.unwrap_or_default() => Ok(()),
        "get_url" => {
            let lang = arguments.get::<String>("lang")?.unwrap_or_default();
            let below_lang = path.as_ref().map(|path| format!("{lang}/{}", path.trim_start_matches('/')));
            path.iter().chain(&below_lang).try_for_each(|path| check_file(queries, path))
        }
        _ => {
            let url = arguments.get::<String>("url")?;
            let of_path = path.map_or(Ok(()), |path| check_file(queries, &path));
            of_path.and_then(|()| url.map_or(Ok(()), |url| check_url(queries, &url)))
        }
    };
    checked.map_err(|reason| refusal(function, &reason))
}

fn check_variable(queries: &QueryContext, name: &str) -> Result<(), Wording> {
    if queries.inputs.config.tsubame.content.env.iter().any(|allowed| allowed == name) {
        return Ok(());
    }
    Err(Wording::new(
        format!(
            "texts of content may not read the variable `{name}` of the environment; call it in a template, or add it to \
             `env` under [extra.tsubame.content]"
        ),
        format!(
            "文章から環境変数 `{name}` は読めません。テンプレートで呼ぶか、[extra.tsubame.content] の `env` に足してください"
        ),
    ))
}

fn check_url(queries: &QueryContext, url: &str) -> Result<(), Wording> {
    // What is not plainly an address may mean one host here and another one to the network.
    let is_plain = url.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\') && url.contains("://");
    if is_plain && queries.inputs.config.tsubame.content.allows_host(url) {
        return Ok(());
    }
    Err(Wording::new(
        format!(
            "texts of content may not load `{url}`; load it in a template, or add its host to `hosts` under \
             [extra.tsubame.content]"
        ),
        format!(
            "文章から `{url}` は読めません。テンプレートで読み込むか、[extra.tsubame.content] の `hosts` にホストを足してください"
        ),
    ))
}

/// Files that do not exist are left to the function. A link is judged by its own path and by that of what it leads to.
fn check_file(queries: &QueryContext, path: &str) -> Result<(), Wording> {
    let Some(FoundFile::Project(found)) = queries.find_file(path)? else { return Ok(()) };
    if !may_read(queries, &found) {
        return Err(not_for_texts(&Wording::of_site(format!("`{found}`"))));
    }
    match queries.inputs.world.files.follow_links(&found) {
        Ok(target) if may_read(queries, &target) => Ok(()),
        Ok(target) => Err(not_for_texts(&Wording::new(
            format!("`{target}`, to which the link `{found}` leads"),
            format!("リンク `{found}` の指す `{target}`"),
        ))),
        Err(ReadError::Missing) => Ok(()),
        Err(reason) => Err(unreadable(&found, &reason)),
    }
}

fn not_for_texts(file: &Wording) -> Wording {
    Wording::new(
        format!(
            "texts of content may not read {}, only files of content/, data/, static/ and the theme's static/; load it in \
             a template, or add it to `files` under [extra.tsubame.content]",
            file.english()
        ),
        format!(
            "文章から {} は読めません。読めるのは content/、data/、static/ とテーマの static/ です。\
             テンプレートで読み込むか、[extra.tsubame.content] の `files` に足してください",
            file.japanese()
        ),
    )
}

fn may_read(queries: &QueryContext, path: &SourcePath) -> bool {
    let of_site = [SiteFolder::Content, SiteFolder::Data, SiteFolder::Static];
    let folders = of_site.into_iter().map(|folder| folder.name().to_owned()).chain(theme_folders(queries));
    folders.into_iter().any(|folder| path.strip_folder(&folder).is_some())
        || queries.inputs.config.tsubame.content.allows_file(path.as_str())
}

/// The `static/` of the theme, also as it is called where the theme itself is a link to another folder of the project.
fn theme_folders(queries: &QueryContext) -> impl Iterator<Item = String> {
    let theme = queries.inputs.config.theme.as_ref();
    let theme = theme.map(|theme| SourcePath::new(format!("{}/{theme}", SiteFolder::Themes.name())));
    let target = theme.as_ref().and_then(|theme| queries.inputs.world.files.follow_links(theme).ok());
    theme.into_iter().chain(target).map(|theme| format!("{theme}/{}", SiteFolder::Static.name()))
}
