// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "command_line/manual.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "lazyrisk/version.hpp"

namespace lazyrisk::app {
namespace {

/// Text as roff prints it letter by letter: hyphens that can be copied, no macro at a line's start.
std::string roff(const std::string& text) {
    std::string out;
    for (const char c : text) {
        switch (c) {
            case '\\':
                out += "\\e";
                break;
            case '-':
                out += "\\-";
                break;
            case '^':
                out += "\\(ha";
                break;
            case '~':
                out += "\\(ti";
                break;
            case '`':
                out += "\\(ga";
                break;
            case '\'':
                out += "\\(aq";
                break;
            default:
                out += c;
        }
    }
    return out.starts_with('.') ? "\\&" + out : out;
}

std::string head(const std::string& name, const std::string& what, const std::string& synopsis) {
    std::string capitals = name;
    std::transform(capitals.begin(), capitals.end(), capitals.begin(),
                   [](unsigned char c) { return char(std::toupper(c)); });
    return fmt::format(
        ".\\\" written by `lazyrisk man`\n.TH {} 1 \"\" \"lazyrisk {}\" \"User Commands\"\n.SH NAME\n{} \\- {}\n.SH "
        "SYNOPSIS\n{}",
        roff(capitals), version, roff(name), roff(what), synopsis);
}

std::string example(const std::string& command) { return fmt::format(".PP\n.nf\n.RS\n{}\n.RE\n.fi\n", roff(command)); }

std::string tagged(const std::string& tag, const std::string& text) {
    return fmt::format(".TP\n{}\n{}\n", tag, roff(text));
}

/// A name as it is typed, what it takes in italics.
std::string name_and_value(const OutlinedOption& o) {
    return fmt::format("\\fB{}\\fR{}", roff(o.name), o.value.empty() ? "" : " \\fI" + roff(o.value) + "\\fR");
}

/// Options under the headings of the help, in its order.
std::string options(const OutlinedVerb& verb, const char* macro) {
    std::vector<std::string> groups;
    for (const OutlinedOption& o : verb.options)
        if (std::find(groups.begin(), groups.end(), o.group) == groups.end()) groups.push_back(o.group);
    std::string text;
    for (const OutlinedOption& a : verb.arguments) text += tagged(fmt::format("\\fI{}\\fR", roff(a.value)), a.help);
    for (const std::string& group : groups) {
        if (macro && group != "Options") text += fmt::format("{} \"{}\"\n", macro, roff(group));
        for (const OutlinedOption& o : verb.options)
            if (o.group == group) text += tagged(name_and_value(o), o.help);
    }
    return text;
}

std::string synopsis(const std::string& words, const OutlinedVerb& verb) {
    std::string text = fmt::format(".B {}\n", roff(words));
    if (!verb.verbs.empty()) return text + ".I VERB\n[\\fIOPTION\\fR]...\n";
    for (const OutlinedOption& a : verb.arguments)
        text += fmt::format("[\\fI{}\\fR]{}\n", roff(a.value), a.repeats ? "..." : "");
    return text + "[\\fIOPTION\\fR]...\n";
}

constexpr const char* closing = R"(.SH "EXIT STATUS"
.TP
0
answered
.TP
1
the answer could not be computed; a sentence says why and what would help
.TP
2
the question is wrong; a sentence names the option, its value and what is accepted
.TP
3
some rows of a sweep failed, their status says why, the others are there
.TP
4
theory and simulation, or a known number, disagree
.TP
130
interrupted; what was finished is kept
.SH ENVIRONMENT
.TP
.B LAZYRISK_STORE
the file that keeps simulated trials
.TP
.B XDG_DATA_HOME
where that file is otherwise: lazyrisk/results.sqlite in this folder
.TP
.B LAZYRISK_GALLERY
another folder of experiments for
.B lazyrisk run
.SH FILES
.TP
.I \(ti/.local/share/lazyrisk/results.sqlite
finished trials, where neither variable is set
)";

}  // namespace

std::string manual_page(const OutlinedVerb& program) {
    std::string text = head("lazyrisk", "exact risk curves of linearized neural networks, checked by simulation",
                            synopsis("lazyrisk", program));
    text += ".SH DESCRIPTION\n" +
            roff(
                "For random features, neural tangents and kernel ridge regression on the sphere, lazyrisk computes the "
                "asymptotic test error from the activation, draws data and fits the model to check it, and makes "
                "figures, tables "
                "and series. "
                "Results go to standard output or to --output; progress and warnings to standard error.") +
            "\n";
    std::vector<std::string> groups;
    for (const OutlinedVerb& verb : program.verbs)
        if (std::find(groups.begin(), groups.end(), verb.group) == groups.end()) groups.push_back(verb.group);
    text += ".SH VERBS\n";
    for (const std::string& group : groups) {
        text += fmt::format(".SS \"{}\"\n", roff(group));
        for (const OutlinedVerb& verb : program.verbs)
            if (verb.group == group)
                text += tagged(fmt::format("\\fBlazyrisk\\-{}\\fR(1)", roff(verb.name)), verb.help);
    }
    text += ".SH OPTIONS\n" + options(program, nullptr) + ".SH EXAMPLES\n";
    for (const OutlinedVerb& verb : program.verbs)
        if (!verb.example.empty()) text += example(verb.example);
    return text + closing;
}

std::string manual_page(const OutlinedVerb& program, const OutlinedVerb& verb) {
    const std::string words = program.name + " " + verb.name;
    std::string text = head(program.name + "-" + verb.name, verb.help, synopsis(words, verb));
    if (!verb.example.empty()) text += ".SH EXAMPLE\n" + example(verb.example);
    text += ".SH OPTIONS\n" + options(verb, ".SS");
    for (const OutlinedVerb& inner : verb.verbs) {
        std::string title = words + " " + inner.name;
        text += fmt::format(".SH \"{}\"\n{}\n.PP\n{}{}", roff(title), roff(inner.help), synopsis(title, inner),
                            options(inner, nullptr));
    }
    return text + ".SH \"SEE ALSO\"\n.BR lazyrisk (1)\nhas the exit statuses, the environment and all verbs\n";
}

}  // namespace lazyrisk::app
