//! Who wrote it: author files, names without files, several authors, house style.

use super::newsroom::newsroom;

const DANA: &str = r#"
--- content/authors/dana-kim.md
+++
name = "Dana Kim"
name_native = "김단아"
role = "Reporter"
email = "dana@example.org"
email_public = true
+++
Bio of *Dana*.
--- content/authors/min-ho.md
+++
name = "Min-ho Park"
email = "secret@example.org"
+++
"#;

fn story(header: &str) -> String {
    format!("{DANA}\n--- content/articles/a.md\n+++\ntitle = \"A\"\ndate = 2025-05-30\n{header}\n+++\nText.\n")
}

#[test]
fn an_author_is_named_by_file_or_by_name_in_either_script() {
    for typed in ["dana-kim", "Dana Kim", "dana kim", "김단아"] {
        let site = newsroom(&story(&format!("author = \"{typed}\""))).build();
        assert!(site.is_clean().page("/authors/dana-kim/").contains("2025/05/30/a/"), "{typed}");
        assert!(site.page("/2025/05/30/a/").contains("By <a rel=\"author\" href=\"/authors/dana-kim/\">Dana Kim</a>"));
    }
}

#[test]
fn a_name_without_a_file_gets_a_page_and_a_note() {
    let site = newsroom(&story("author = \"Yolanda Pruitt\"")).build();
    assert!(site.is_built().page("/authors/yolanda-pruitt/").contains("2025/05/30/a/"));
    assert!(site.tells("author/unknown").contains("content/authors/yolanda-pruitt.md"));
    assert!(site.page("/authors/").contains("<h2>others</h2>Yolanda Pruitt;"));
}

#[test]
fn a_slip_in_a_name_is_told_with_the_right_one() {
    let site = newsroom(&story("author = \"dana-kmi\"")).build();
    assert!(site.is_built().tells("author/unknown").contains("did you mean `dana-kim`?"));
}

#[test]
fn three_authors_are_joined_and_the_house_style_is_per_language() {
    let site = newsroom(&story("authors = [\"dana-kim\", \"min-ho\", \"Ana Ruiz\"]"))
        .config("[byline]\ntemplate = \"BY {name:upper} [{email}]\"\n[byline.ko]\ntemplate = \"{name_native} 기자 [{email}]\"")
        .build();
    let page = site.is_built().page("/2025/05/30/a/");
    assert!(page.contains("BY <a rel=\"author\" href=\"/authors/dana-kim/\" class=\"upper\">Dana Kim</a> [<a href=\"mailto:dana@example.org\">dana@example.org</a>], <a"), "{page}");
    assert!(
        page.contains("class=\"upper\">Min-ho Park</a> and <a"),
        "an address that is not public is not shown, nor its brackets: {page}"
    );
    for text in site.files().values() {
        assert!(!text.contains("secret@example.org"));
    }
    let korean = newsroom(&story("author = \"dana-kim\"\nlang = \"ko\"")).build();
    assert!(korean.page("/2025/05/30/a/").contains(">김단아</a> 기자 ["));
}

#[test]
fn a_free_byline_stands_as_it_is_written() {
    let site = newsroom(&story("byline = \"Staff <report>\"")).build();
    assert!(site.is_clean().page("/2025/05/30/a/").contains("<p class=\"byline\">Staff &lt;report&gt;</p>"));
}

#[test]
fn two_files_with_one_page_are_an_error_that_names_both() {
    let site = newsroom(
        "
        --- content/authors/dana.md
        +++
        name = \"Dana\"
        +++
        --- content/authors/desk/Dana.md
        +++
        name = \"Other\"
        +++
    ",
    )
    .build();
    let told = site.tells("author/same-page");
    assert!(told.contains("content/authors/dana.md") && told.contains("content/authors/desk/Dana.md"), "{told}");
}
