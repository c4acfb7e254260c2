//! For each target: the template's name and its variables, exactly those that Zola gives it.

use tera::{Context, Value};

use super::{
    builtins,
    fingerprint::Fingerprint,
    query::Query,
    query_context::QueryContext,
    render_target::{FeedOwner, RenderTarget, SitemapEntry},
    trace,
    values::{MapBuilder, data_value, taxonomy_config_value},
};
use crate::{
    config::Lang,
    content::{EntryId, PageId, Pagination, SectionId},
};
use tsubame_model::{
    encode::json_in_html,
    source::{SourcePath, Wording},
};

/// How one target is rendered.
pub(super) struct PlannedRender {
    /// The template's name.
    pub template: String,
    /// Its variables.
    pub context: Context,
    /// What is rendered, in words, and the file that it comes from.
    pub subject: (Wording, SourcePath),
    /// Bytes to expect beside the template's own.
    pub capacity_bytes: usize,
}

/// Builds plans. Values of entries are asked for like those of functions, so that they are recorded like them.
pub(super) struct RenderPlanner<'a> {
    pub queries: &'a QueryContext,
    /// Whether a template exists.
    pub has: &'a dyn Fn(&str) -> bool,
}

impl RenderPlanner<'_> {
    /// What the plan of a target holds beside answers, but for what the settings say: whose it is, as another may have
    /// its address later, its template, and the part of a list that it shows.
    pub fn root(&self, target: &RenderTarget<'_>) -> Option<Value> {
        let library = &self.queries.inputs.library;
        let of_entry = |id: EntryId, template: &str| [library.file(id).relative.clone(), template.to_owned()];
        let of_term = |taxonomy: usize, term: Option<usize>, file: &str| {
            let kind = &library.taxonomies[taxonomy];
            let name = term.map_or("", |term| kind.terms[term].name.as_str());
            let owner = format!("{}\n{}\n{name}", kind.config.name, kind.lang);
            [owner, self.taxonomy_template(&kind.config.name, file)]
        };
        let (owner, pager) = match *target {
            RenderTarget::Page(id) => (of_entry(EntryId::Page(id), self.page_template(id)), None),
            RenderTarget::Section(id) => (of_entry(EntryId::Section(id), library.section(id).template()), None),
            RenderTarget::SectionPager { section: id, pagination, pager } => {
                (of_entry(EntryId::Section(id), library.section(id).template()), Some((pagination, pager)))
            }
            RenderTarget::TaxonomyList(at) => (of_term(at, None, "list.html"), None),
            RenderTarget::Term { taxonomy, term } => (of_term(taxonomy, Some(term), "single.html"), None),
            RenderTarget::TermPager { taxonomy, term, pagination, pager } => {
                (of_term(taxonomy, Some(term), "single.html"), Some((pagination, pager)))
            }
            RenderTarget::Feed { .. }
            | RenderTarget::Sitemap(_)
            | RenderTarget::SitemapIndex(_)
            | RenderTarget::Robots
            | RenderTarget::NotFound
            | RenderTarget::Redirect(_) => return None,
        };
        let pager = pager.map_or_else(Value::none, |(pagination, at)| self.pager_root(pagination, at));
        let owner = owner.into_iter().map(Value::from);
        Some(owner.chain([pager]).collect::<Vec<Value>>().into())
    }

    fn pager_root(&self, pagination: &Pagination, at: usize) -> Value {
        let Pagination { page_size, pager_path, base_url, total, pagers } = pagination;
        let pages = pagers.get(at).map_or(&[][..], |pager| &pager.pages);
        let pages = pages.iter().map(|id| Value::from(self.queries.inputs.library.page(*id).file.relative.as_str()));
        let texts = [pager_path, base_url].map(|text| Value::from(text.as_str()));
        let counts = [*page_size, *total, pagers.len(), at].map(Value::from);
        texts.into_iter().chain(counts).chain(pages).collect::<Vec<Value>>().into()
    }

    /// The plan of a target.
    pub fn plan(&self, target: &RenderTarget<'_>) -> PlannedRender {
        match *target {
            RenderTarget::Page(id) => self.page(id),
            RenderTarget::Section(id) => self.section(id, None),
            RenderTarget::SectionPager { section, pagination, pager } => {
                self.section(section, Some((pagination, pager)))
            }
            RenderTarget::TaxonomyList(at) => self.taxonomy(at),
            RenderTarget::Term { taxonomy, term } => self.term(taxonomy, term, None),
            RenderTarget::TermPager { taxonomy, term, pagination, pager } => {
                self.term(taxonomy, term, Some((pagination, pager)))
            }
            RenderTarget::Feed { file_name, lang, feed_url, pages, last_updated, owner } => {
                let mut plan = self.feed(file_name, lang, feed_url, pages);
                if let Some(updated) = last_updated {
                    plan.context.insert_value("last_updated", updated.into());
                }
                self.own_feed(&mut plan, owner);
                plan
            }
            RenderTarget::Sitemap(entries) => self.sitemap(entries),
            RenderTarget::SitemapIndex(urls) => {
                let mut plan = self.site_plan("split_sitemap_index.xml", false);
                plan.context.insert_value(
                    "sitemaps",
                    urls.iter().map(|url| Value::from(url.as_str())).collect::<Vec<_>>().into(),
                );
                plan
            }
            RenderTarget::Robots => self.site_plan("robots.txt", true),
            RenderTarget::NotFound => self.site_plan("404.html", true),
            RenderTarget::Redirect(url) => {
                let mut context = Context::new();
                context.insert_value("url", url.into());
                context.insert_value("url_json", json_in_html(&url).into());
                let english = format!("the redirect to {url}");
                let what = Wording::new(english, format!("{url} へ移すページを作るとき"));
                self.plan_of(builtins::REDIRECT, context, what)
            }
        }
    }

    fn page(&self, id: PageId) -> PlannedRender {
        let page = self.queries.inputs.library.page(id);
        let mut context = self.context(&page.file.lang);
        let value = self.page_value(id);
        let capacity_bytes = content_bytes(&value);
        context.insert_value("page", value);
        place(&mut context, &page.permalink, &page.path);
        let template = self.page_template(id);
        let what = Wording::new("while rendering this page", "このページを作るとき");
        let subject = (what, page.file.path.clone());
        PlannedRender { template: template.to_owned(), context, subject, capacity_bytes }
    }

    fn section(&self, id: SectionId, pager: Option<(&Pagination, usize)>) -> PlannedRender {
        let section = self.queries.inputs.library.section(id);
        let mut context = self.context(&section.file.lang);
        let value = self.section_value(id);
        let capacity_bytes = content_bytes(&value);
        context.insert_value("section", value);
        place(&mut context, &section.permalink, &section.path);
        if let Some((pagination, pager)) = pager {
            self.paginate(&mut context, pagination, pager);
        }
        let what = Wording::new("while rendering this section", "このセクションを作るとき");
        let subject = (what, section.file.path.clone());
        PlannedRender { template: section.template().to_owned(), context, subject, capacity_bytes }
    }

    fn taxonomy(&self, at: usize) -> PlannedRender {
        let taxonomy = &self.queries.inputs.library.taxonomies[at];
        let mut context = self.context(&taxonomy.lang);
        let query = Query::Taxonomy { kind: taxonomy.config.slug.clone(), lang: taxonomy.lang.to_string() };
        Self::note(&query, || self.queries.catalog.taxonomy_fingerprint(at));
        context.insert_value("terms", self.queries.catalog.terms(at).into());
        context.insert_value("taxonomy", taxonomy_config_value(&taxonomy.config));
        place(&mut context, &taxonomy.permalink, &taxonomy.path);
        let template = self.taxonomy_template(&taxonomy.config.name, "list.html");
        let name = &taxonomy.config.name;
        let english = format!("while rendering the list of the taxonomy `{name}`");
        self.plan_of(&template, context, Wording::new(english, format!("分類 `{name}` の一覧を作るとき")))
    }

    fn term(&self, taxonomy: usize, term: usize, pager: Option<(&Pagination, usize)>) -> PlannedRender {
        let kind = &self.queries.inputs.library.taxonomies[taxonomy];
        let named = &kind.terms[term];
        let mut context = self.context(&kind.lang);
        context.insert_value("term", self.term_value(taxonomy, term));
        context.insert_value("taxonomy", taxonomy_config_value(&kind.config));
        place(&mut context, &named.permalink, &named.path);
        if let Some((pagination, pager)) = pager {
            self.paginate(&mut context, pagination, pager);
        }
        let template = self.taxonomy_template(&kind.config.name, "single.html");
        let what = Wording::new(
            format!("while rendering the term `{}` of the taxonomy `{}`", named.name, kind.config.name),
            format!("分類 `{}` の語 `{}` のページを作るとき", kind.config.name, named.name),
        );
        self.plan_of(&template, context, what)
    }

    fn feed(&self, file_name: &str, lang: &Lang, feed_url: &str, pages: &[PageId]) -> PlannedRender {
        let mut context = self.context(lang);
        let pages: Vec<Value> = pages.iter().map(|id| self.page_value(*id)).collect();
        let capacity_bytes = pages.iter().map(content_bytes).sum();
        context.insert_value("pages", pages.into());
        context.insert_value("feed_url", feed_url.into());
        let what =
            Wording::new(format!("while rendering the feed {feed_url}"), format!("フィード {feed_url} を作るとき"));
        let plan = self.plan_of(file_name, context, what);
        PlannedRender { capacity_bytes, ..plan }
    }

    fn own_feed(&self, plan: &mut PlannedRender, owner: FeedOwner) {
        match owner {
            FeedOwner::Site => {}
            FeedOwner::Section(id) => {
                plan.context.insert_value("section", self.section_value(id));
                plan.subject.1 = self.queries.inputs.library.section(id).file.path.clone();
            }
            FeedOwner::Term { taxonomy, term } => {
                let kind = &self.queries.inputs.library.taxonomies[taxonomy];
                let term = &kind.terms[term];
                let value = MapBuilder::with_capacity(3)
                    .set("name", term.name.as_str())
                    .set("slug", term.slug.as_str())
                    .set("permalink", term.permalink.as_str());
                plan.context.insert_value("taxonomy", taxonomy_config_value(&kind.config));
                plan.context.insert_value("term", value.finish());
            }
        }
    }

    fn sitemap(&self, entries: &[SitemapEntry<'_>]) -> PlannedRender {
        let mut plan = self.site_plan("sitemap.xml", false);
        let value = |entry: &SitemapEntry<'_>| {
            MapBuilder::with_capacity(3)
                .set("permalink", &*entry.permalink)
                .set("updated", entry.updated.as_deref())
                .set("extra", entry.extra.map_or_else(Value::none, data_value))
                .finish()
        };
        plan.context.insert_value("entries", entries.iter().map(value).collect::<Vec<Value>>().into());
        plan.capacity_bytes = entries.len() * 128;
        plan
    }

    /// What belongs to the whole site, in its default language; the sitemap does not see `lang`.
    fn site_plan(&self, template: &str, has_lang: bool) -> PlannedRender {
        let mut context = self.context(&self.queries.inputs.config.default_language);
        if !has_lang {
            context.remove("lang");
        }
        let what = Wording::new(format!("while rendering {template}"), format!("{template} を作るとき"));
        self.plan_of(template, context, what)
    }

    fn plan_of(&self, template: &str, context: Context, what: Wording) -> PlannedRender {
        let subject = (what, self.queries.inputs.config.file.clone());
        PlannedRender { template: template.to_owned(), context, subject, capacity_bytes: 0 }
    }

    /// The variables that every target in a language has.
    pub fn context(&self, lang: &Lang) -> Context {
        let mut context = Context::new();
        let config = self.queries.ask(&Query::Config(lang.to_string()));
        context.insert_value("config", config.unwrap_or_else(|_| Value::none()));
        context.insert_value("lang", lang.as_str().into());
        context
    }

    /// The variables of content that is itself a template.
    pub fn content_context(&self, id: EntryId) -> Context {
        let mut context = self.context(&self.queries.inputs.library.file(id).lang);
        // Lookups of entries are refused at this point, so the values come from the catalog itself.
        let name = match id {
            EntryId::Page(_) => "page",
            EntryId::Section(_) => "section",
        };
        context.insert_value(name, self.queries.catalog.base(id).clone());
        context
    }

    fn paginate(&self, context: &mut Context, pagination: &Pagination, at: usize) {
        let pagers = &pagination.pagers;
        let Some(pager) = pagers.get(at) else { return };
        let permalink = |at: Option<usize>| at.and_then(|at| pagers.get(at)).map(|pager| pager.permalink.as_str());
        let pages: Vec<Value> = pager.pages.iter().map(|id| self.page_value(*id)).collect();
        let value = MapBuilder::with_capacity(10)
            .set("paginate_by", pagination.page_size)
            .set("first", permalink(Some(0)))
            .set("last", permalink(pagers.len().checked_sub(1)))
            .set("total_pages", pagination.total)
            .set("number_pagers", pagers.len())
            .set("current_index", pager.index)
            .set("pages", pages)
            .set("previous", permalink(at.checked_sub(1)))
            .set("next", permalink(Some(at + 1)))
            .set("base_url", pagination.base_url.as_str());
        context.insert_value("paginator", value.finish());
        place(context, &pager.permalink, &pager.path);
    }

    /// The page's own template, or the one that a section above it has for its pages.
    fn page_template(&self, id: PageId) -> &str {
        let library = &self.queries.inputs.library;
        let inherited = library.page_node(id).inherited_template.as_deref();
        library.page(id).meta.template.as_deref().or(inherited).unwrap_or("page.html")
    }

    /// A taxonomy can bring templates of its own, in a folder of its name.
    fn taxonomy_template(&self, name: &str, file: &str) -> String {
        let own = format!("{name}/{file}");
        if (self.has)(&own) { own } else { format!("taxonomy_{file}") }
    }

    fn page_value(&self, id: PageId) -> Value {
        let file = &self.queries.inputs.library.page(id).file;
        let query = Query::Page { path: file.relative.clone(), lang: file.lang.to_string() };
        Self::note(&query, || self.queries.catalog.page_fingerprint(id));
        self.queries.catalog.page(id).clone()
    }

    fn section_value(&self, id: SectionId) -> Value {
        let file = &self.queries.inputs.library.section(id).file;
        let query = Query::Section { path: file.relative.clone(), lang: file.lang.to_string() };
        Self::note(&query, || self.queries.catalog.section_fingerprint(id));
        self.queries.catalog.section(id).clone()
    }

    fn term_value(&self, taxonomy: usize, term: usize) -> Value {
        let kind = &self.queries.inputs.library.taxonomies[taxonomy];
        let (kind, name, lang) = (kind.config.slug.clone(), kind.terms[term].name.clone(), kind.lang.to_string());
        let query = Query::Term { kind, term: name, lang };
        Self::note(&query, || self.queries.catalog.term_fingerprint(taxonomy, term));
        self.queries.catalog.term(taxonomy, term).clone()
    }

    /// Has a query recorded, whose answer is at hand already. Should the query have another answer when it is
    /// asked, as two taxonomies of one slug can cause, the record never holds, which costs time and nothing else.
    fn note(query: &Query, fingerprint: impl FnOnce() -> Fingerprint) {
        if trace::is_active() {
            trace::record(query, fingerprint());
        }
    }
}

fn place(context: &mut Context, permalink: &str, path: &str) {
    context.insert_value("current_url", permalink.into());
    context.insert_value("current_path", path.into());
}

fn content_bytes(value: &Value) -> usize {
    let content = value.as_map().and_then(|map| map.get(&tera::value::Key::Str("content")));
    content.and_then(Value::as_str).map_or(0, str::len)
}
