// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The documents' site, built once and looked at in a browser.
#include <doctest/doctest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "browser.hpp"
#include "command.hpp"
#include "paths.hpp"

namespace fs = std::filesystem;

namespace {

std::string content(const fs::path& path) {
    std::stringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
}

/// The site with the C++ interface, built on first use.
const fs::path& site() {
    struct Site {
        fs::path path = fs::temp_directory_path() / ("lazyrisk_site_" + std::to_string(getpid()));
        CommandResult built;
        Site()
            : built(run_command("'" + std::string(paths::source) + "/docs/site/build.sh' '" + path.string() +
                                "' 2>&1")) {}
        ~Site() { fs::remove_all(path); }
    };
    static const Site one;
    REQUIRE_MESSAGE(one.built.status == 0, one.built.out);
    CHECK_MESSAGE(one.built.out.empty(), one.built.out);  // no warning of pandoc, none of doxygen
    return one.path;
}

bool has_tools() { return run_command("command -v pandoc >/dev/null && command -v doxygen >/dev/null").status == 0; }

#define LAZYRISK_NEEDS_TOOLS()                                                                                      \
    do {                                                                                                            \
        if (!has_tools()) {                                                                                         \
            MESSAGE(                                                                                                \
                "not built: pandoc or doxygen is not here; packages-docs.txt names them, ./setup.sh test installs " \
                "them");                                                                                            \
            return;                                                                                                 \
        }                                                                                                           \
    } while (false)

/// Values of href and src in a page, without those that leave the site.
std::vector<std::string> targets(const std::string& html) {
    std::vector<std::string> out;
    for (const std::string attribute : {"href=\"", "src=\""})
        for (std::size_t at = 0; (at = html.find(attribute, at)) != std::string::npos;) {
            at += attribute.size();
            const std::string target = html.substr(at, html.find('"', at) - at);
            if (!target.empty() && target.find("://") == std::string::npos && !target.starts_with("data:") &&
                !target.starts_with("mailto:"))
                out.push_back(target);
        }
    return out;
}

/// The pages that people write; those of Doxygen are many and alike.
std::vector<fs::path> written_pages() {
    std::vector<fs::path> out;
    for (const auto& entry : fs::recursive_directory_iterator(site()))
        if (entry.path().extension() == ".html" && fs::relative(entry.path(), site()).begin()->string() != "api")
            out.push_back(entry.path());
    std::sort(out.begin(), out.end());
    return out;
}

}  // namespace

TEST_SUITE("site") {
    TEST_CASE("[identity] every document has its page, and every page is named beside every other") {
        LAZYRISK_NEEDS_TOOLS();
        const std::string beside = content(site() / "index.html");
        CHECK(fs::exists(site() / "gallery" / "index.html"));
        for (const auto& entry : fs::recursive_directory_iterator(fs::path(paths::source) / "docs")) {
            if (entry.path().extension() != ".md") continue;
            fs::path page = fs::relative(entry.path(), fs::path(paths::source) / "docs");
            if (page == "README.md") page = "documents.md";  // index.html is the README of the whole
            page.replace_filename(page.filename() == "README.md" ? "index.html" : page.stem().string() + ".html");
            CAPTURE(page.string());
            CHECK(fs::exists(site() / page));
            CHECK(beside.find("href=\"" + page.string() + "\"") != std::string::npos);
        }
    }

    TEST_CASE("[identity] every link and picture leads to a file of the site, every fragment to a place in its page") {
        LAZYRISK_NEEDS_TOOLS();
        std::map<fs::path, std::string> pages;
        int followed = 0;
        for (const auto& entry : fs::recursive_directory_iterator(site()))
            if (entry.path().extension() == ".html") pages[entry.path().lexically_normal()] = content(entry.path());
        for (const auto& entry : pages) {
            const fs::path& path = entry.first;
            std::set<std::string> seen;
            for (const std::string& target : targets(entry.second)) {
                if (!seen.insert(target).second) continue;
                const std::size_t hash = target.find('#');
                const fs::path to = hash == 0 ? path : (path.parent_path() / target.substr(0, hash)).lexically_normal();
                ++followed;
                CHECK_MESSAGE(fs::exists(to), path.string(), " -> ", target);
                if (hash == std::string::npos || !pages.count(to)) continue;
                const bool there = pages[to].find("id=\"" + target.substr(hash + 1) + "\"") != std::string::npos;
                CHECK_MESSAGE(there, path.string(), " -> ", target);
            }
        }
        CHECK(followed > 1000);
    }

    TEST_CASE("[identity] pages carry no script, need no network, and have their formulas as MathML") {
        LAZYRISK_NEEDS_TOOLS();
        for (const fs::path& page : written_pages()) {
            const std::string html = content(page);
            CAPTURE(page.string());
            CHECK(html.find("<script") == std::string::npos);
            CHECK(html.find("src=\"http") == std::string::npos);
            CHECK(html.find("<html lang=\"en\">") != std::string::npos);
            CHECK(html.find("aria-current=\"page\"") != std::string::npos);
        }
        const std::string theory = content(site() / "theory.html");
        CHECK(theory.find("$\\") == std::string::npos);
        CHECK(theory.find("id=\"4.1\"") != std::string::npos);
        CHECK(content(site() / "style.css").find("url(") == std::string::npos);
    }

    TEST_CASE(
        "[identity] in a browser: nothing missing, no complaint, no sideways scroll at 400 and 1400 pixels, light and "
        "dark") {
        LAZYRISK_NEEDS_TOOLS();
        LAZYRISK_NEEDS_BROWSER();
        std::vector<fs::path> pages = written_pages();
        for (const char* page :
             {"index.html", "namespacelazyrisk.html", "solve_8hpp.html", "structlazyrisk_1_1Problem.html"})
            pages.push_back(site() / "api" / page);
        const Browser browser;
        const Browsed light = browser.look(pages, {400, 1400}, false);
        CHECK_MESSAGE(light.complaints.empty(), light.complaints);
        CHECK(light.pages.size() == 2 * pages.size());
        for (const BrowsedPage& p : light.pages) {
            CAPTURE(p.page);
            CAPTURE(p.width);
            CHECK((p.width == 400 || p.width == 1400));
            CHECK(p.wanted <= p.width);
            CHECK(p.missing == 0);
            CHECK(p.scripts == 0);
            if (p.page.ends_with("/theory.html")) CHECK(p.formulas > 500);
        }
        const Browsed dark = browser.look({pages.front()}, {400}, true);
        CHECK_MESSAGE(dark.complaints.empty(), dark.complaints);
        REQUIRE(dark.pages.size() == 1);
        CHECK(dark.pages[0].background == "rgb(21,23,26)");
        CHECK(light.pages.at(0).background == "rgb(253,253,252)");
        CHECK(browser.picture(site() / "theory.html", 1400, false) > 50000);
    }
}
