// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/report/mathml.hpp"

#include <cctype>
#include <map>
#include <stdexcept>

#include "lazyrisk/report/html.hpp"

namespace lazyrisk::report {
namespace {

using Words = std::map<std::string, std::string, std::less<>>;

const Words& letters() {
    static const Words list{{"alpha", "α"}, {"delta", "δ"}, {"epsilon", "ϵ"}, {"eta", "η"},   {"lambda", "λ"},
                            {"mu", "μ"},    {"nu", "ν"},    {"xi", "ξ"},      {"rho", "ρ"},   {"psi", "ψ"},
                            {"pi", "π"},    {"theta", "θ"}, {"varrho", "ϱ"},  {"nabla", "∇"}, {"Delta", "Δ"},
                            {"infty", "∞"}, {"perp", "⊥"},  {"top", "⊤"}};
    return list;
}

const Words& operators() {
    static const Words list{{"le", "≤"}, {"ge", "≥"},        {"ne", "≠"}, {"cdot", "⋅"},
                            {"to", "→"}, {"leftarrow", "←"}, {"in", "∈"}};
    return list;
}

const Words& spaces() {
    static const Words list{{",", "0.167em"}, {";", "0.278em"}, {"quad", "1em"}, {"qquad", "2em"}};
    return list;
}

class Reader {
public:
    Reader(std::string_view tex, bool display) : tex_(tex), display_(display) {}

    std::string all() {
        std::string out = row('\0');
        if (at_ < tex_.size()) fail("a brace too many");
        return out;
    }

private:
    /// Atoms up to the closing character, each with its scripts.
    std::string row(char closing) {
        std::string out;
        bool open_bar = false;
        const int fences = fences_;
        for (;;) {
            skip_spaces();
            if (at_ == tex_.size() || tex_[at_] == '}') {
                if (open_bar) fail("a bar without its second");
                if (fences_ != fences) fail("\\left without \\right");
                if (closing == '}' && at_ == tex_.size()) fail("a brace is not closed");
                if (closing == '}') ++at_;
                return out;
            }
            if (tex_[at_] == '|') {
                ++at_;
                open_bar = !open_bar;
                out += scripted(open_bar ? "<mo form=\"prefix\" stretchy=\"false\">|</mo>"
                                         : "<mo form=\"postfix\" stretchy=\"false\">|</mo>",
                                false);
                continue;
            }
            const bool limits =
                display_ && (tex_.substr(at_).starts_with("\\sum") || tex_.substr(at_).starts_with("\\min"));
            out += scripted(atom(), limits);
        }
    }

    std::string scripted(const std::string& base, bool limits) {
        std::string below, above;
        bool power = false;  // primes may stand before it
        for (;;) {
            skip_spaces();
            if (at_ == tex_.size()) break;
            if (tex_[at_] == '\'')
                ++at_, above += "<mo>′</mo>";
            else if (tex_[at_] == '_')
                below = script(below);
            else if (tex_[at_] == '^' && !power)
                power = true, above += script("");
            else
                break;
        }
        const std::string names = limits ? "under over" : "sub sup";
        const std::string lower = names.substr(0, names.find(' ')), upper = names.substr(names.find(' ') + 1);
        if (below.empty() && above.empty()) return base;
        if (above.empty()) return "<m" + lower + ">" + base + below + "</m" + lower + ">";
        above = "<mrow>" + above + "</mrow>";
        if (below.empty()) return "<m" + upper + ">" + base + above + "</m" + upper + ">";
        return "<m" + lower + upper + ">" + base + below + above + "</m" + lower + upper + ">";
    }

    std::string script(const std::string& before) {
        if (!before.empty()) fail("a second script");
        ++at_;
        return argument();
    }

    /// What a command or a script takes: a group, or one character or command.
    std::string argument() {
        skip_spaces();
        if (at_ == tex_.size()) fail("an argument is missing");
        if (tex_[at_] == '{') {
            ++at_;
            return "<mrow>" + row('}') + "</mrow>";
        }
        if (std::isdigit(static_cast<unsigned char>(tex_[at_]))) return "<mn>" + std::string(1, tex_[at_++]) + "</mn>";
        return atom();
    }

    std::string atom() {
        const char c = tex_[at_];
        if (c == '\\') return command();
        if (c == '{') return argument();
        if (std::isdigit(static_cast<unsigned char>(c))) {
            std::string number;
            while (at_ < tex_.size() && (std::isdigit(static_cast<unsigned char>(tex_[at_])) || tex_[at_] == '.'))
                number += tex_[at_++];
            return "<mn>" + number + "</mn>";
        }
        ++at_;
        if (std::isalpha(static_cast<unsigned char>(c))) return std::string("<mi>") + c + "</mi>";
        if (c == '-') return "<mo>−</mo>";
        if (c == '/') return "<mo lspace=\"0em\" rspace=\"0em\">/</mo>";
        const bool bracket = std::string_view("()[]").find(c) != std::string_view::npos;
        if (!bracket && std::string_view("+=,.<>:").find(c) == std::string_view::npos)
            fail(std::string("the character ") + c);
        return (bracket ? "<mo stretchy=\"false\">" : "<mo>") + escaped(std::string(1, c)) + "</mo>";
    }

    std::string command() {
        ++at_;
        std::string name;
        while (at_ < tex_.size() && std::isalpha(static_cast<unsigned char>(tex_[at_]))) name += tex_[at_++];
        if (name.empty() && at_ < tex_.size()) name = tex_[at_++];
        if (const auto found = letters().find(name); found != letters().end()) return "<mi>" + found->second + "</mi>";
        if (const auto found = operators().find(name); found != operators().end())
            return "<mo>" + found->second + "</mo>";
        if (const auto found = spaces().find(name); found != spaces().end())
            return "<mspace width=\"" + found->second + "\"></mspace>";
        if (name == "sum") return "<mo movablelimits=\"false\">∑</mo>";
        if (name == "arg" || name == "min" || name == "max" || name == "log")
            return "<mi>" + name + "</mi>" + (name == "arg" ? "<mspace width=\"0.167em\"></mspace>" : "");
        if (name == "frac" || name == "dfrac") {
            const std::string above = argument(), below = argument();
            return "<mfrac" + std::string(name == "dfrac" && !display_ ? " displaystyle=\"true\"" : "") + ">" + above +
                   below + "</mfrac>";
        }
        if (name == "sqrt" && next() == '[') fail("the degree of a root");
        if (name == "sqrt") return "<msqrt>" + argument() + "</msqrt>";
        if (name == "hat") return "<mover accent=\"true\">" + argument() + "<mo>^</mo></mover>";
        if (name == "mathrm") return "<mi mathvariant=\"normal\">" + plain() + "</mi>";
        if (name == "text") return "<mtext>" + plain() + "</mtext>";
        if (name == "langle" || name == "lvert")
            return name == "langle" ? "<mo stretchy=\"false\">⟨</mo>" : "<mo form=\"prefix\" stretchy=\"false\">|</mo>";
        if (name == "rangle" || name == "rvert")
            return name == "rangle" ? "<mo stretchy=\"false\">⟩</mo>"
                                    : "<mo form=\"postfix\" stretchy=\"false\">|</mo>";
        if (name == "left") ++fences_;
        if (name == "left" || name == "big" || name == "Big")
            return fence(name == "left" || is_opening() ? "prefix" : "postfix");
        if (name == "right" && --fences_ < 0) fail("\\right without \\left");
        if (name == "right") return fence("postfix");
        fail("the command \\" + name);
    }

    [[nodiscard]] bool is_opening() const { return at_ < tex_.size() && (tex_[at_] == '(' || tex_[at_] == '['); }

    std::string fence(const std::string& form) {
        const bool known = at_ < tex_.size() && std::string_view("()[]|").find(tex_[at_]) != std::string_view::npos;
        if (!known) fail("a bracket to stretch");
        return "<mo fence=\"true\" form=\"" + form + "\" stretchy=\"true\">" + escaped(std::string(1, tex_[at_++])) +
               "</mo>";
    }

    std::string plain() {
        const std::size_t open = at_, close = tex_.find('}', at_);
        if (open == tex_.size() || tex_[open] != '{' || close == std::string_view::npos) fail("\\text without braces");
        const std::string_view words = tex_.substr(open + 1, close - open - 1);
        if (words.find_first_of("\\${^_") != std::string_view::npos) fail("TeX within \\text");
        at_ = close + 1;
        return escaped(words);
    }

    /// The character after spaces, '\0' at the end.
    char next() {
        skip_spaces();
        return at_ < tex_.size() ? tex_[at_] : '\0';
    }

    void skip_spaces() {
        while (at_ < tex_.size() && std::isspace(static_cast<unsigned char>(tex_[at_]))) ++at_;
    }

    [[noreturn]] void fail(const std::string& what) const {
        throw std::logic_error("formula " + std::string(tex_) + ": " + what + " is not understood");
    }

    std::string_view tex_;
    bool display_;
    std::size_t at_ = 0;
    int fences_ = 0;  ///< of \left, open
};

}  // namespace

std::string mathml(std::string_view tex, MathStyle style) {
    const bool display = style == MathStyle::display;
    return "<math" + std::string(display ? " display=\"block\"" : "") + "><semantics><mrow>" +
           Reader(tex, display).all() + "</mrow><annotation encoding=\"application/x-tex\">" + escaped(tex) +
           "</annotation></semantics></math>";
}

}  // namespace lazyrisk::report
