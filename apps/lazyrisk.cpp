// The program: verbs in, exit statuses out.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <new>

#include "commands/commands.hpp"
#include "help.hpp"
#include "lazyrisk/error.hpp"
#include "lazyrisk/nearest.hpp"
#include "lazyrisk/problem/fields.hpp"
#include "lazyrisk/version.hpp"
#include "options.hpp"
#include "output.hpp"
#include "ranks.hpp"

namespace {

using namespace lazyrisk;
using namespace lazyrisk::app;

int complain(Exit status, const std::string& sentence) {
    fmt::print(stderr, "lazyrisk: {}\n", sentence);
    return status;
}

/// The known options or verbs nearest to what was typed.
std::string suggestion(const CLI::App& app, const std::string& typed) {
    const CLI::App* verb = &app;
    std::string words;  // "store list "
    for (; !verb->get_subcommands().empty(); words += verb->get_name() + " ") verb = verb->get_subcommands().front();
    std::vector<std::string> known;
    if (!typed.starts_with("-"))
        for (const CLI::App* one : verb->get_subcommands([](const CLI::App*) { return true; })) known.push_back(one->get_name());
    const std::string where = " (lazyrisk " + words + "--help lists them)";
    if (!known.empty())
        return typed + (words.empty() ? " is not a verb" : " is not a verb of lazyrisk " + verb->get_name()) + did_you_mean(typed, known) + where;
    for (const CLI::Option* option : verb->get_options())
        if (option->nonpositional()) known.push_back(option->get_name());
    const std::string name = typed.substr(0, typed.find('='));
    if (!name.starts_with("-")) return "\"" + typed + "\" was not expected here; options begin with -- and take one value";
    const std::string meant = "--" + std::string(field_of_symbol(name.substr(name.find_first_not_of('-'))));
    const bool symbol = std::find(known.begin(), known.end(), meant) != known.end();
    return "unknown option " + name + (symbol ? "; did you mean " + meant + "?" : did_you_mean(name, known)) + where;
}

/// The arguments as CLI11 takes them, the last one first; `help VERB` is `VERB --help`.
std::vector<std::string> typed(int argc, char** argv) {
    std::vector<std::string> arguments(argv + 1, argv + argc);
    if (!arguments.empty() && arguments.front() == "help") {
        arguments.erase(arguments.begin());
        arguments.push_back("--help");
    }
    std::reverse(arguments.begin(), arguments.end());
    return arguments;
}

int answer(int argc, char** argv) {
    CLI::App app{"", "lazyrisk"};
    app.set_version_flag("--version", std::string("lazyrisk ") + std::string(version));
    app.require_subcommand(0, 1);
    app.option_defaults()->always_capture_default(false);
    int status = answered;
    add_risk(app, status);
    add_curve(app, status);
    add_simulate(app, status);
    add_compare(app, status);
    add_spectrum(app, status);
    add_density(app, status);
    add_expand(app, status);
    add_run(app, status);
    add_report(app, status);
    add_activations(app, status);
    add_store(app, status);
    add_train(app, status);
    add_gap(app, status);
    explain_verbs(app);
    watch_for_interrupt();
    try {
        app.parse(typed(argc, argv));
        if (app.get_subcommands().empty()) fmt::print("{}", first_screen());
        return status;
    } catch (const CLI::CallForHelp& call) {
        return app.exit(call);
    } catch (const CLI::CallForVersion& call) {
        return app.exit(call);
    } catch (const CLI::ExtrasError&) {
        std::vector<std::string> rest = app.remaining(true);
        return complain(wrong_question, suggestion(app, rest.empty() ? "" : rest.front()));
    } catch (const CLI::ArgumentMismatch& error) {
        const std::string text = error.what(), option = text.substr(0, text.find(':'));
        return complain(wrong_question, text.find("missing") != std::string::npos ? option + " needs a value, as in " + option + " X"
                                                                                  : option + " is given more than once");
    } catch (const CLI::ParseError& error) {
        std::string sentence = error.what();
        std::replace(sentence.begin(), sentence.end(), '\n', ' ');
        return complain(wrong_question, sentence);
    } catch (const DomainError& error) {
        return complain(wrong_question, error.what());
    } catch (const std::bad_alloc&) {
        return complain(not_computed, "not enough memory; fewer samples, a smaller width or fewer threads would help");
    } catch (const std::exception& error) {
        return complain(stop_requested() ? interrupted : not_computed, error.what());
    }
}

}  // namespace

int main(int argc, char** argv) {
    const Ranks ranks;
    const int status = answer(argc, argv);
    if (status != answered) Ranks::abandon(status);
    return Ranks::leads() ? status : answered;
}
