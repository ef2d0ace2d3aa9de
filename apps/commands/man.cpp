// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// lazyrisk man: manual pages, one for the program and one a verb.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <memory>

#include "command_line/manual.hpp"
#include "command_line/options.hpp"
#include "commands/commands.hpp"
#include "lazyrisk/words/error.hpp"
#include "lazyrisk/words/nearest.hpp"
#include "machine/output.hpp"

namespace lazyrisk::app {
namespace {

void write(const std::string& page, const std::string& path) {
    Output out(path);
    out.write(page);
    out.finish();
}

const OutlinedVerb& verb_of(const OutlinedVerb& program, const std::string& name) {
    std::vector<std::string> names;
    for (const OutlinedVerb& verb : program.verbs) {
        if (verb.name == name) return verb;
        names.push_back(verb.name);
    }
    throw DomainError(name + " is not a verb" + did_you_mean(name, names) + " (lazyrisk --help lists them)");
}

}  // namespace

void add_man(CLI::App& app, int& status) {
    struct Options {
        std::string verb, folder;
    };
    auto o = std::make_shared<Options>();
    CLI::App* verb = app.add_subcommand("man", "A manual page: lazyrisk man risk | man -l -");
    verb->add_option("verb", o->verb, "its page; left out: that of the program")->type_name("VERB");
    verb->add_option("--folder", o->folder, "all pages, as files in this folder")->group("Output")->type_name("FOLDER");
    verb->callback([o, &app, &status] {
        const OutlinedVerb program = outline(app);
        if (o->folder.empty()) {
            write(o->verb.empty() ? manual_page(program) : manual_page(program, verb_of(program, o->verb)), "");
        } else {
            if (!o->verb.empty())
                throw DomainError("folder", o->folder, "it takes all pages; leave " + o->verb + " or --folder out");
            std::error_code error;
            std::filesystem::create_directories(o->folder, error);
            if (error)
                throw std::runtime_error("--folder " + o->folder + " cannot be made (" + error.message() +
                                         "); name a folder that can be written");
            write(manual_page(program), o->folder + "/lazyrisk.1");
            for (const OutlinedVerb& one : program.verbs)
                write(manual_page(program, one), o->folder + "/lazyrisk-" + one.name + ".1");
        }
        status = answered;
    });
}

}  // namespace lazyrisk::app
