//! Faults of templates, style sheets and images.

use crate::check::explanation::{Explanation, error};

pub(super) const ROWS: &[Explanation] = &[
    error(
        "template",
        "a template cannot be read",
        "It is not written as Tera 2 wants it, or uses a filter, function, test, component or block that does not \
            exist.\n\
            \n\
            wrong:  {{ page.title | upcase }}\n\
            right:  {{ page.title | upper }}",
    ),
    error(
        "template-circular",
        "templates extend or include each other in a circle",
        "Rendering them would never end.\n\
            \n\
            wrong:  a.html includes b.html, which includes a.html\n\
            right:  both include c.html",
    ),
    error(
        "template-component-twice",
        "a component is defined twice",
        "Only a site may define again what its theme defines.\n\
            \n\
            wrong:  {% component card() %} in two files of templates/\n\
            right:  two names",
    ),
    error(
        "template-depth",
        "templates are nested too deeply",
        "So many levels of `extends` and `include` are most likely an accident, and rendering needs room for \
            each.\n\
            \n\
            wrong:  a chain of hundreds of includes\n\
            right:  components",
    ),
    error(
        "template-missing",
        "a template does not exist",
        "Names of templates are paths from templates/ of the site or of the theme.\n\
            \n\
            wrong:  template = \"evnet.html\"\n\
            right:  template = \"event.html\"",
    ),
    error(
        "template-recursion",
        "templates call each other without end",
        "A component that calls itself, or a template of Markdown that renders Markdown, needs a condition that \
            ends it.\n\
            \n\
            wrong:  a component that always calls itself\n\
            right:  {% if depth < 3 %} around the call",
    ),
    error(
        "template-render",
        "a template fails while it is rendered",
        "A value is missing or of the wrong type, a function was given what it cannot use, or the template calls \
            `throw`. The notes name the templates that led there.\n\
            \n\
            wrong:  {{ page.extra.place.name }}        on a page without `place`\n\
            right:  {{ page.extra.place.name | default(value=\"\") }}",
    ),
    error(
        "template-work",
        "a render was given up",
        "It has no end in sight, or would fill the memory: loops inside loops, components and includes that call each \
            other again and again, texts that double with every round. [extra.tsubame.limits] sets how much a page may \
            take.\n\
            \n\
            wrong:  {% for a in pages %}{% for b in pages %}{% for c in pages %}\n\
            right:  {% for tag, tagged in pages | group_by(attribute=\"taxonomies.tags.0\") %}",
    ),
    error(
        "template-unreachable",
        "a part of a template is never seen",
        "What stands outside of the blocks of a template that extends another is dropped.\n\
            \n\
            wrong:  {% extends \"base.html\" %}<p>Hello</p>\n\
            right:  {% extends \"base.html\" %}{% block main %}<p>Hello</p>{% endblock %}",
    ),
    error(
        "image-broken",
        "an image cannot be processed",
        "`resize_image` was called with a file that is no image, or a damaged one.\n\
            \n\
            wrong:  an HTML page saved as photo.jpg\n\
            right:  the photograph",
    ),
    error(
        "sass",
        "a style sheet cannot be compiled",
        "The files of sass/ are Sass or SCSS. A sheet that takes longer than ten seconds, or more memory than there is, \
            calls or repeats itself without an end.\n\
            \n\
            wrong:  a { color: $blue }      without $blue\n\
            right:  $blue: #00f; before it",
    ),
    error(
        "sass-collision",
        "two style sheets become the same file",
        "Their names differ only in their ending.\n\
            \n\
            wrong:  sass/site.sass and sass/site.scss\n\
            right:  one of them, or _site.sass",
    ),
];
