// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The program: verbs in, exit statuses out.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <new>
#include <sstream>
#include <system_error>

#include "command_line/help.hpp"
#include "command_line/options.hpp"
#include "commands/commands.hpp"
#include "lazyrisk/problem/fields.hpp"
#include "lazyrisk/problem/synonyms.hpp"
#include "lazyrisk/study/manifest.hpp"
#include "lazyrisk/version.hpp"
#include "lazyrisk/words/error.hpp"
#include "lazyrisk/words/nearest.hpp"
#include "machine/as_options.hpp"
#include "machine/output.hpp"
#include "machine/ranks.hpp"
#include "machine/streams.hpp"

namespace {

using namespace lazyrisk;
using namespace lazyrisk::app;

int complain(Exit status, const std::string& sentence) {
    say(sentence);
    return status;
}

const CLI::App* find_verb(const CLI::App& app, const std::string& name) {
    const auto found = app.get_subcommands([&](const CLI::App* one) { return one->get_name() == name; });
    return found.empty() ? nullptr : found.front();
}

/// The options of the verb that these words begin with, `store list` too.
OptionNames options_of(const CLI::App& app, const std::vector<std::string>& words) {
    const CLI::App* verb = &app;
    for (const std::string& word : words)
        if (const CLI::App* inner = find_verb(*verb, word))
            verb = inner;
        else
            break;
    OptionNames names;
    for (const CLI::Option* option : verb->get_options())
        for (const std::string& name : option->get_lnames()) names.insert(name);
    return names;
}

/// Verbs with an option of this name, as words: it was meant for one of them.
std::string owners(const CLI::App& root, const std::string& name) {
    std::string list;
    for (const CLI::App* verb : root.get_subcommands([](const CLI::App*) { return true; }))
        if (verb->get_option_no_throw(name)) list += (list.empty() ? "" : ", ") + verb->get_name();
    return list;
}

/// The known options or verbs nearest to what was typed.
std::string suggestion(const CLI::App& app, const std::string& typed) {
    const CLI::App* verb = &app;
    std::string words;  // "store list "
    for (; !verb->get_subcommands().empty(); words += verb->get_name() + " ") verb = verb->get_subcommands().front();
    std::vector<std::string> verbs, known;
    for (const CLI::App* one : verb->get_subcommands([](const CLI::App*) { return true; }))
        verbs.push_back(one->get_name());
    for (const CLI::Option* option : verb->get_options())
        if (option->nonpositional()) known.push_back(option->get_name());
    const std::string where = " (lazyrisk " + words + "--help lists them)";
    if (typed.find("\u2013") != std::string::npos || typed.find("\u2014") != std::string::npos)
        return "\"" + typed + "\" has a dash of typesetting, as copied from a page; options begin with two hyphens, --";
    if (!typed.starts_with("-")) {
        if (!verbs.empty())
            return typed + (words.empty() ? " is not a verb" : " is not a verb of lazyrisk " + verb->get_name()) +
                   did_you_mean(typed, verbs) + where;
        const std::string meant = "--" + typed.substr(0, typed.find('='));  // psi1=2
        if (typed == "help") return "\"help\" was not expected here; write lazyrisk " + words + "--help";
        const bool forgotten = std::find(known.begin(), known.end(), meant) != known.end();
        return "\"" + typed + "\" was not expected here; " +
               (forgotten ? "did you mean " + meant + "?" : "options begin with -- and take one value") + where;
    }
    const std::string name = typed.substr(0, typed.find_first_of("= ")),
                      bare = name.substr(std::min(name.find_first_not_of('-'), name.size()));
    if (std::find(verbs.begin(), verbs.end(), bare) != verbs.end())
        return "unknown option " + name + "; did you mean lazyrisk " + words + bare + "?" + where;
    if (const std::string advice(advice_for(bare)); !advice.empty())
        return "unknown option " + name + "; " + advice + where;
    const std::string meant = "--" + std::string(field_of_symbol(bare));
    if (std::find(known.begin(), known.end(), meant) != known.end())
        return "unknown option " + name + "; did you mean " + meant + "?" + where;
    if (std::find(known.begin(), known.end(), name) != known.end())
        return "\"" + typed + "\" is one word for the shell; write it without quotes";
    const std::string others = owners(app, name);
    if (words.empty() && !others.empty())
        return name + " comes after a verb: " + others + "; as in lazyrisk " + others.substr(0, others.find(',')) +
               " " + name + where;
    if (!others.empty())
        return words + "has no option " + name + "; " + others +
               (others.find(',') == std::string::npos ? " has" : " have") + where;
    return "unknown option " + name + did_you_mean(name, known) + where;
}

/// An option that needs a value where none follows: CLI11 would take the next option for it. "" where there is none.
std::string without_value(const CLI::App& app, const std::vector<std::string>& arguments) {
    const CLI::App* verb = &app;
    const auto takes = [&](const std::string& name) {
        const CLI::Option* option = name.starts_with("--") ? verb->get_option_no_throw(name) : nullptr;
        return option && option->get_items_expected_min() != 0;  // no flag, and none that may stand alone
    };
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        const std::string& word = arguments[i];
        if (const CLI::App* inner = find_verb(*verb, word)) {
            verb = inner;
            continue;
        }
        const std::string name = word.substr(0, word.find('='));
        const bool follows = i + 1 < arguments.size() && word == name &&
                             verb->get_option_no_throw(arguments[i + 1].substr(0, arguments[i + 1].find('=')));
        if (takes(name) && (word == name + "=" || follows)) return name + " needs a value, as in " + name + " X";
        i += takes(name) && word == name;
    }
    return "";
}

/// What people type for it: other words for a field, blanks behind the commas of a list.
std::vector<std::string> as_meant(const CLI::App& app, const std::vector<std::string>& arguments) {
    const CLI::App* verb = &app;
    std::vector<std::string> out;
    for (const std::string& word : arguments) {
        if (!out.empty() && out.back().ends_with(',') && !word.starts_with("--")) {
            out.back() += word;
            continue;
        }
        out.push_back(word);
        if (const CLI::App* inner = find_verb(*verb, word)) verb = inner;
        const std::string name = word.substr(0, word.find('='));
        if (!name.starts_with("--") || verb->get_option_no_throw(name)) continue;
        const std::string meant = "--" + field_name(name.substr(2));
        if (verb->get_option_no_throw(meant)) out.back().replace(0, name.size(), meant);
    }
    return out;
}

/// The arguments as CLI11 takes them, the last one first; `help VERB` is `VERB --help`.
std::vector<std::string> typed(std::vector<std::string> arguments) {
    if (!arguments.empty() && arguments.front() == "help") {
        arguments.erase(arguments.begin());
        arguments.push_back("--help");
    }
    std::reverse(arguments.begin(), arguments.end());
    return arguments;
}

void add_verbs(CLI::App& app, int& status) {
    add_risk(app, status);
    add_curve(app, status);
    add_simulate(app, status);
    add_compare(app, status);
    add_spectrum(app, status);
    add_kernel(app, status);
    add_density(app, status);
    add_expand(app, status);
    add_train(app, status);
    add_gap(app, status);
    add_threshold(app, status);
    add_exponents(app, status);
    add_data(app, status);
    add_predict(app, status);
    add_gram(app, status);
    add_run(app, status);
    add_report(app, status);
    add_activations(app, status);
    add_store(app, status);
    add_completion(app, status);
    add_man(app, status);
    explain_verbs(app);
}

/// Carries out what was typed, as far as its words are options and verbs.
int parse(CLI::App& app, std::vector<std::string> arguments, const int& status) try {
    app.parse(std::move(arguments));
    if (app.get_subcommands().empty()) print(first_screen());
    return status;
} catch (const CLI::Success& call) {  // --help, --version
    std::ostringstream text;
    const int done = app.exit(call, text, text);
    print(text.str());
    return done;
} catch (const CLI::ExtrasError&) {
    std::vector<std::string> rest = app.remaining(true);
    return complain(wrong_question, suggestion(app, rest.empty() ? "" : rest.front()));
} catch (const CLI::ArgumentMismatch& error) {
    const std::string text = error.what(), option = text.substr(0, text.find(':'));
    return complain(wrong_question, text.find("missing") != std::string::npos
                                        ? option + " needs a value, as in " + option + " X"
                                        : option + " is given more than once");
} catch (const CLI::ExcludesError& error) {
    std::string names = error.what();  // "--a excludes --b"
    const std::string between = " excludes ";
    if (const std::size_t at = names.find(between); at != std::string::npos) names.replace(at, between.size(), " and ");
    return complain(wrong_question, names + " do not go together; leave one of the two out");
} catch (const CLI::ParseError& error) {
    std::string sentence = error.what();
    std::replace(sentence.begin(), sentence.end(), '\n', ' ');
    return complain(wrong_question, sentence);
}

int answer(int argc, char** argv) {
    CLI::App app{"", "lazyrisk"};
    app.set_version_flag("--version", std::string("lazyrisk ") + std::string(version));
    app.require_subcommand(0, 1);
    app.option_defaults()->always_capture_default(false);
    int status = answered;
    add_verbs(app, status);
    const std::vector<std::string> words = as_meant(app, {argv + 1, argv + argc}),
                                   after(words.begin() + (argc > 2 && words[0] == "help"), words.end());
    if (!after.empty() && after[0] != "help" && !after[0].starts_with("-") && !find_verb(app, after[0]))
        return complain(wrong_question, suggestion(app, after[0]));
    use_options(options_of(app, words));
    if (const std::string sentence = without_value(app, words); !sentence.empty())
        return complain(wrong_question, sentence);
    try {
        return parse(app, typed(words), status);
    } catch (const DomainError& error) {
        return complain(wrong_question, error.what());
    } catch (const std::bad_alloc&) {
        return complain(not_computed, "not enough memory; fewer samples, a smaller width or fewer threads would help");
    } catch (const std::filesystem::filesystem_error& error) {
        return complain(not_computed,
                        error.path1().string() + " cannot be read or written (" + error.code().message() + ")");
    } catch (const std::system_error& error) {
        return complain(not_computed,
                        "the system refused what was needed (" + error.code().message() + "); fewer threads may help");
    } catch (const nlohmann::json::exception& error) {
        return complain(not_computed, "a text of JSON could not be read (" + reason(error) + ")");
    } catch (const std::exception& error) {
        return complain(stop_requested() ? interrupted : not_computed, error.what());
    }
}

}  // namespace

int main(int argc, char** argv) {
    keep_streams_open();
    const Ranks ranks;
    if (Ranks::leads()) watch_for_interrupt();
    int status = answer(argc, argv);
    if (status != not_computed && status != wrong_question)
        if (const std::string why = output_failure(); !why.empty()) status = complain(not_computed, why);
    if (status != answered) Ranks::abandon(status);
    return Ranks::leads() ? status : answered;
}
