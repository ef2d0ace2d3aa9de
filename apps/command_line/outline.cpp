// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "command_line/outline.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cctype>

#include "lazyrisk/activation/activation.hpp"
#include "lazyrisk/expand/catalogue/expansion_names.hpp"
#include "lazyrisk/problem/fields.hpp"
#include "lazyrisk/record/record.hpp"

namespace lazyrisk::app {
namespace {

const CLI::App& root_of(const CLI::App& app) { return app.get_parent() ? root_of(*app.get_parent()) : app; }

/// Fields that the verb can sweep; for a verb without fields of its own (store) every one, and what else its units are
/// known by.
std::vector<std::string> fields_of(const CLI::App& verb) {
    std::vector<std::string> own, all{"seed", "version"};
    for (const ProblemField& field : fields()) {
        all.push_back(field.name);
        if (field.numeric && verb.get_option_no_throw("--" + field.name)) own.push_back(field.name);
    }
    return own.empty() ? all : own;
}

std::vector<std::string> columns() {
    const std::vector<Question> one(1);
    const Record record(one);
    std::vector<std::string> all = record.columns();
    all.erase(all.begin(), all.begin() + std::ptrdiff_t(record.problem_columns().size()));
    std::erase_if(all, [](const std::string& name) { return name == "status" || name == "version"; });
    return all;
}

Completion completion_of(const std::string& type, const CLI::App& verb) {
    Completion c;
    for (std::size_t from = 0, bar; from < type.size(); from = bar + 1) {
        bar = std::min(type.find('|', from), type.size());
        const std::string part = type.substr(from, bar - from), begin = part.substr(0, part.find('='));
        if (part.starts_with("FILE")) c.paths = Completion::Paths::files;
        if (part == "FOLDER") c.paths = Completion::Paths::folders;
        if (part == "NAME") c.gallery = true;
        if (part == "ACTIVATION")
            for (const NamedActivation& named : activation_names())
                if (named.name.find('(') == std::string::npos) c.words.push_back(named.name);
        if (part == "EXPANSION")
            for (const std::string& name : expansion_names()) c.words.push_back(name);
        if (part == "COLUMN") c.words = columns();
        if (part == "VERB")
            for (const CLI::App* one : root_of(verb).get_subcommands([](const CLI::App*) { return true; }))
                c.words.push_back(one->get_name());
        if (begin == "FIELD")
            for (const std::string& field : fields_of(verb)) c.words.push_back(field + "=");
        else if (std::none_of(begin.begin(), begin.end(), [](unsigned char letter) { return std::isupper(letter); }))
            c.words.push_back(begin.size() < part.size() ? begin + "=" : part);
    }
    return c;
}

}  // namespace

OutlinedVerb outline(const CLI::App& app) {
    OutlinedVerb verb{app.get_name(), app.get_description(), app.get_group(), app.get_footer(), {}, {}};
    for (const CLI::Option* o : app.get_options()) {
        const bool argument = o->get_positional();
        OutlinedOption one{
            argument                  ? o->get_name(true)
            : o->get_lnames().empty() ? ""
                                      : "--" + o->get_lnames().front(),
            o->get_items_expected_max() == 0 ? "" : o->get_type_name(), o->get_description(), o->get_group(),
            o->get_items_expected_max() > 1 || o->get_multi_option_policy() == CLI::MultiOptionPolicy::TakeAll};
        one.completion = completion_of(one.value, app);
        (argument ? verb.arguments : verb.options).push_back(std::move(one));
    }
    for (const CLI::App* inner : app.get_subcommands([](const CLI::App*) { return true; }))
        verb.verbs.push_back(outline(*inner));
    return verb;
}

}  // namespace lazyrisk::app
