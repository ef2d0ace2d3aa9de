// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "command_line/help.hpp"

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <memory>
#include <set>
#include <vector>

#include "lazyrisk/version.hpp"

namespace lazyrisk::app {
namespace {

struct Verb {
    const char *name, *group, *example;
};

/// In the order of the help.
const std::vector<Verb>& verbs() {
    static const std::vector<Verb> list{
        {"risk", "Theory", "lazyrisk risk --psi1 2 --psi2 3 --ridge 1e-3 --noise 0.1"},
        {"curve", "Theory", "lazyrisk curve --psi2 3 --ridge 1e-3 --sweep psi1=0.1:10:60:log"},
        {"spectrum", "Theory", "lazyrisk spectrum --activation tanh --dim 1000 --degrees 0:8"},
        {"kernel", "Theory", "lazyrisk kernel --kernel ntk --depth 3 --at -1:1:9"},
        {"threshold", "Theory", "lazyrisk threshold --psi1 2 --labels sign --flip 0.1"},
        {"exponents", "Theory", "lazyrisk exponents --covariance \"power(1.5)\" --samples 1000 --ridge 0"},
        {"density", "Theory", "lazyrisk density --dim 30 --samples 200 --width 100 --points 20"},
        {"expand", "Theory", "lazyrisk expand --of threshold-ridge --format latex"},
        {"simulate", "Simulation", "lazyrisk simulate --dim 30 --samples 90 --width 60 --trials 10"},
        {"compare", "Simulation", "lazyrisk compare --dim 30 --psi2 3 --sweep psi1=0.5,1,2,5 --trials 10"},
        {"data", "Real data", "lazyrisk data fashion-mnist --count 1000"},
        {"predict", "Real data", "lazyrisk predict --data fashion-mnist --count 400 --sweep samples=50,100,200"},
        {"gram", "Real data", "lazyrisk gram --data fashion-mnist --count 300 --output K.npy"},
        {"train", "Networks", "lazyrisk train --dim 10 --samples 30 --width 64 --time 10 --trials 2"},
        {"gap", "Networks", "lazyrisk gap --matrix wishart --dim 60 --sweep width=6,30,54"},
        {"run", "Papers", "lazyrisk run mm-double-descent --quick --output mm-double-descent"},
        {"report", "Papers", "lazyrisk report mm-double-descent"},
        {"store", "Housekeeping", "lazyrisk store list"},
        {"activations", "Housekeeping", "lazyrisk activations --digits 4"},
        {"completion", "Housekeeping", "lazyrisk completion bash"},
        {"man", "Housekeeping", "lazyrisk man risk"},
    };
    return list;
}

constexpr std::size_t width = 100, column = 28;

/// Words of `text` in lines that end before `width`, all but the first indented by `column`.
std::string wrapped(const std::string& text, std::size_t at) {
    std::string out;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find(' ', begin), text.size());
        const std::string word = text.substr(begin, end - begin);
        if (at + word.size() > width && at > column) {
            while (out.ends_with(' ')) out.pop_back();
            out += "\n" + std::string(column, ' ');
            at = column;
        }
        out += word + " ";
        at += word.size() + 1;
        begin = end + 1;
    }
    while (out.ends_with(' ')) out.pop_back();
    return out;
}

std::string line(const std::string& name, const std::string& text) {
    const std::string begin = "  " + name;
    return begin.size() + 1 < column
               ? fmt::format("{:<{}}{}\n", begin, column, wrapped(text, column))
               : fmt::format("{}\n{}{}\n", begin, std::string(column, ' '), wrapped(text, column));
}

class Layout : public CLI::Formatter {
public:
    std::string make_help(const CLI::App* app, std::string, CLI::AppFormatMode) const override {
        const bool verb = app->get_parent();
        const std::string name = full_name(app) + ": ";
        std::string out = verb ? name + wrapped(app->get_description(), name.size()) + "\n" : first_screen();
        if (!app->get_footer().empty()) out += "\n  " + app->get_footer() + "\n";
        section(out, "Arguments", app->get_options([](const CLI::Option* o) { return o->get_positional(); }), true);
        for (const std::string& group : app->get_groups())
            section(out, group, app->get_options([&](const CLI::Option* o) {
                return o->get_group() == group && o->nonpositional();
            }),
                    false);
        std::vector<std::string> groups;
        for (const CLI::App* one : app->get_subcommands([](const CLI::App*) { return true; }))
            if (std::find(groups.begin(), groups.end(), one->get_group()) == groups.end())
                groups.push_back(one->get_group());
        for (const std::string& group : groups) {
            out += "\n" + (group == "Subcommands" ? "Verbs" : group) + "\n";
            for (const CLI::App* one : app->get_subcommands([&](const CLI::App* s) { return s->get_group() == group; }))
                out += line(one->get_name(), one->get_description());
        }
        return out;
    }

private:
    static std::string full_name(const CLI::App* app) {
        return (app->get_parent() ? full_name(app->get_parent()) + " " : "") + app->get_name();
    }

    static void section(std::string& out, const std::string& title, const std::vector<const CLI::Option*>& options,
                        bool positional) {
        std::string lines;
        for (const CLI::Option* o : options) {
            if (o->check_name("--help")) continue;  // whoever reads this has found it
            const std::string value =
                o->get_type_size() != 0 && !o->get_type_name().empty() ? " " + o->get_type_name() : "";
            lines += line((positional ? o->get_name(true) : o->get_name(false, true)) + value, o->get_description());
        }
        if (!lines.empty()) out += "\n" + title + "\n" + lines;
    }
};

}  // namespace

std::string first_screen() {
    return fmt::format(R"(lazyrisk {}: exact risk curves of linearized neural networks, checked by simulation

  lazyrisk risk --psi1 2 --psi2 3 --ridge 1e-3                              # one problem
  lazyrisk curve --psi2 3 --ridge 0 --sweep psi1=0.1:9:99:log --plot a.svg  # double descent
  lazyrisk compare --dim 50 --psi2 3 --sweep psi1=0.5,1,2,5 --trials 20     # with a simulation

lazyrisk run --list         figures of the literature, each by its name
lazyrisk --help             all verbs; lazyrisk VERB --help: one of them
)",
                       version);
}

void explain_verbs(CLI::App& app) {
    app.formatter(std::make_shared<Layout>());
    for (const Verb& verb : verbs()) app.get_subcommand(verb.name)->group(verb.group)->footer(verb.example);
    for (CLI::App* one : app.get_subcommands([](const CLI::App*) { return true; })) {
        one->formatter(app.get_formatter());
        for (CLI::App* inner : one->get_subcommands([](const CLI::App*) { return true; }))
            inner->formatter(app.get_formatter());
    }
}

}  // namespace lazyrisk::app
