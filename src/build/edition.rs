//! An edition: everything that is known before a byte is rendered.
//!
//! Immutable and shared; any one output can be made from it at any time.

use super::standing::Moment;
use crate::base::{Diagnostics, Outcome, OutputPath, ProjectPath};
use crate::config::{self, Options, Project};
use crate::plan::{self, Output, Plan, Stage};
use crate::render::{Engine, Failed, Library, Prepared, Rendered};
use crate::site::{self, Site};
use crate::source::{self, Sources};
use crate::theme::{self, Theme};
use crate::view::Views;
use crate::world::World;
use std::collections::BTreeSet;
use std::sync::Arc;

/// With more stories than this, preparing the whole is no slower.
const REVISED: usize = 16;

/// Configuration, sources, model and plan of one moment.
pub struct Edition {
    library: Arc<Library>,
    sources: Sources,
    engine: Engine,
    plan: Arc<Plan>,
    findings: Diagnostics,
}

impl Edition {
    /// Opens, loads, assembles and plans. `older` lends what was parsed: only changed files are parsed again.
    ///
    /// There is none when the site cannot be understood; the findings say why. All of them are told, not the first.
    pub fn prepare(world: &Arc<dyn World>, options: &Options, older: Option<&Sources>) -> Outcome<Option<Self>> {
        let mut findings = Diagnostics::new();
        let Some(project) = config::open(&**world, options).drain_into(&mut findings) else {
            return Outcome::new(None, findings);
        };
        let (sources, theme) = rayon::join(|| source::load(&**world, &project, older), || theme::load(&**world, &project));
        let (sources, theme) = (sources.drain_into(&mut findings), theme.drain_into(&mut findings));
        let site = site::assemble(&project, &sources).drain_into(&mut findings);
        let Some(theme) = theme else { return Outcome::new(None, findings) };
        let (project, theme, site) = (Arc::new(project), Arc::new(theme), Arc::new(site));
        let views = Arc::new(Views::of(&project, &theme, &site));
        let library = Arc::new(Library { project, theme, site, views });
        let (plan, engine) =
            rayon::join(|| plan::plan(&library.stage()), || Engine::compile(Arc::clone(&library), Arc::clone(world)));
        let (plan, engine) = (plan.drain_into(&mut findings), engine.drain_into(&mut findings));
        let findings_kept = findings.clone();
        let edition = engine.map(|engine| Self { library, sources, engine, plan: Arc::new(plan), findings: findings_kept });
        Outcome::new(edition, findings)
    }

    /// Makes the edition that [`Self::prepare`] would make, when all that changed is the text of stories.
    ///
    /// Costs as much as the stories that changed, whatever the size of the archive. There is none when anything beyond
    /// these stories could be another: another section, date or name, a heading that others may link to, another photo,
    /// a moment at which the site changes by itself. Then the whole has to be prepared.
    pub fn revise(
        world: &Arc<dyn World>,
        options: &Options,
        older: &Edition,
        changed: &BTreeSet<String>,
    ) -> Option<Outcome<Self>> {
        let before = older.project();
        let same = before.options == *options && !options.skip_broken && changed.len() <= REVISED;
        let project = config::open(&**world, options).value.filter(|project| same && project.config == before.config)?;
        if !older.moment().holds(&project.config, project.now) {
            return None;
        }
        let project = Arc::new(project);
        let mut sources = older.sources.clone();
        let mut library = Library { project: Arc::clone(&project), ..(*older.library).clone() };
        let mut findings = older.findings.clone();
        for path in changed {
            let path = ProjectPath::new(path)?;
            let next = source::revise(&**world, &project, &sources, &path)?;
            let revised = site::revise(&library.site, &project, &sources, &next, &path, &mut findings)?;
            let (id, site) = revised;
            let article = site.article(id);
            plan::check_links_of(article, &older.plan, &mut findings);
            library.site = Arc::new(site);
            library.views = Arc::new(library.views.revised(&project, &library.theme, &library.site, id));
            sources = next;
        }
        let library = Arc::new(library);
        let engine = older.engine.revised(Arc::clone(&library), Arc::clone(world));
        let edition = Self { library, sources, engine, plan: Arc::clone(&older.plan), findings: findings.clone() };
        Some(Outcome::new(edition, findings))
    }

    /// Makes one output: the only way that one is ever made. None: the site has no such file.
    pub fn render(&self, path: &OutputPath) -> Option<Result<Rendered, Failed>> {
        self.plan.outputs.get(path.as_str()).map(|output| self.finish(self.begin(output)))
    }

    /// Gathers everything that an output is made from; its fingerprint tells whether it must be made at all.
    pub(super) fn begin<'e>(&'e self, output: &'e Output) -> Prepared<'e> {
        self.engine.prepare(output)
    }

    /// Makes what was begun.
    pub(super) fn finish(&self, prepared: Prepared<'_>) -> Result<Rendered, Failed> {
        self.engine.render(prepared)
    }

    /// Returns every output.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// Returns configuration and moment.
    pub fn project(&self) -> &Project {
        &self.library.project
    }

    /// Returns the time in which the site stays as it is unless somebody edits it.
    pub fn moment(&self) -> Moment {
        Moment::of(self)
    }

    /// Returns the model.
    pub fn site(&self) -> &Site {
        &self.library.site
    }

    /// Returns the theme.
    pub fn theme(&self) -> &Theme {
        &self.library.theme
    }

    /// Returns what contexts are made of.
    pub(super) fn stage(&self) -> Stage<'_> {
        self.library.stage()
    }

    /// Returns what pages share.
    pub(super) fn views(&self) -> &Views {
        &self.library.views
    }

    /// Returns what makes pages, and answers the questions of their templates.
    pub fn engine(&self) -> &Engine {
        &self.engine
    }

    /// Returns the parsed sources.
    pub fn sources(&self) -> &Sources {
        &self.sources
    }
}
