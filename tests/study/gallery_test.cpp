// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/study/gallery.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "study/written.hpp"

using namespace lazyrisk;

namespace {

/// $LAZYRISK_GALLERY for one test case.
class Named {
public:
    explicit Named(const std::string& folder) {
        if (const char* before = std::getenv("LAZYRISK_GALLERY")) before_ = before;
        setenv("LAZYRISK_GALLERY", folder.c_str(), 1);
    }
    ~Named() { before_ ? setenv("LAZYRISK_GALLERY", before_->c_str(), 1) : unsetenv("LAZYRISK_GALLERY"); }
    Named(const Named&) = delete;
    Named& operator=(const Named&) = delete;

private:
    std::optional<std::string> before_;
};

const std::string figure = "[[figure]]\nname = \"f\"\ntitle = \"F\"\n[[figure.curve]]\ntheory = \"psi1=1,2\"\n";

}  // namespace

TEST_SUITE("study/gallery") {
    TEST_CASE("[identity] a gallery is the experiments of its folder, by name") {
        const TemporaryFolder folder;
        write_file(folder.file("second.toml"),
                   "title = \"Two\"\nsource = \"Paper.\"\nsettings = \"code\"\n" + figure +
                       "[[map]]\nname = \"m\"\ntitle = \"M\"\nx = \"psi1=1,2\"\ny = \"psi2=1,2\"\n"
                       "[[check]]\nsweep = \"psi1=1,2\"\nexpected = [1, 2]\n[[check]]\nexpected = 1\n");
        write_file(folder.file("a.toml"), "title = \"One\"\n" + figure + "[[check]]\nexpected = 1\n");
        write_file(folder.file("notes.txt"), "x");
        const Named named(folder.path.string());
        CHECK(gallery_folder() == folder.path);
        CHECK(gallery_names() == std::vector<std::string>{"a", "second"});
        CHECK(gallery_list() == "a       One\nsecond  Two\n");
        CHECK(experiment_file("a") == folder.file("a.toml"));
        CHECK(experiment_file(folder.file("a.toml")) == folder.file("a.toml"));
        const std::string page = gallery_page();
        CHECK(page.starts_with("# Gallery\n"));
        CHECK(page.find("\n## a\n\n**One.**  *Parameters of our own.*\n\n![F](f.svg)\n\nChecked: 1 number known from "
                        "elsewhere.\n\n## second\n\n"
                        "**Two.** Paper. *Parameters read in published code.*\n\n![F](f.svg)\n![M](m.svg)\n\nChecked: "
                        "3 numbers known from elsewhere.\n") != std::string::npos);
        CHECK_THROWS_WITH_AS(experiment_file("secnod"),
                             "no experiment file and no experiment of the gallery is called secnod; did you mean "
                             "second? (`lazyrisk run --list` lists them)",
                             DomainError);
        for (const char* path : {"./none", "none.toml", "none/a.toml"})
            CHECK_THROWS_WITH_AS(
                experiment_file(path),
                (std::string("no experiment file ") + path +
                 "; give the path of a .toml file (docs/guide/run.md shows one), or a name of `lazyrisk run --list`")
                    .c_str(),
                DomainError);
    }

    TEST_CASE("[identity] each origin of the settings in words") {
        const TemporaryFolder folder;
        const Named named(folder.path.string());
        for (const auto& [settings, words] : std::vector<std::pair<std::string, std::string>>{
                 {"code", "*Parameters read in published code.*"},
                 {"text", "*Parameters and claims read in the paper's text.*"},
                 {"memory", "*Settings after the source, from memory: not a copy of one of its figures.*"},
                 {"own", "*Parameters of our own.*"}}) {
            write_file(folder.file("a.toml"), "settings = \"" + settings + "\"\n" + figure);
            CHECK(gallery_page().find(words) != std::string::npos);
            CHECK(gallery_page().find("Checked:") == std::string::npos);
        }
    }

    TEST_CASE("[error] a folder that is named has to be there") {
        const TemporaryFolder folder;
        const Named named(folder.file("none"));
        CHECK_THROWS_AS(gallery_folder(), std::runtime_error);
    }

    TEST_CASE("[identity] the folder of the program's own experiments is found without being named") {
        const Named named("");
        CHECK(gallery_names().size() > 5);
    }
}
