// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/expand/symbolic/render.hpp"

#include <algorithm>
#include <cctype>
#include <map>
#include <sstream>

#include "lazyrisk/expand/symbolic/break_lines.hpp"
#include "lazyrisk/expand/symbolic/number_text.hpp"

namespace lazyrisk {
namespace {

using GiNaC::ex;

bool has_letters(const ex& e) {
    if (GiNaC::is_a<GiNaC::symbol>(e)) return true;
    return std::any_of(e.begin(), e.end(), has_letters);
}

std::string power_of(const ex& variable, const ex& exponent, Notation notation) {
    const std::string x = print(variable, notation);
    if (exponent.is_equal(1)) return x;
    const std::string n = print_exponent(exponent, notation);
    if (notation == Notation::latex) return x + "^{" + n + "}";
    return x + "^" + (n.find_first_not_of("0123456789") == std::string::npos ? n : "(" + n + ")");
}

/// A term with its sign in front.
std::pair<bool, std::string> term_of(const ex& variable, const ExpansionTerm& term, Notation notation) {
    std::string c = print(term.coefficient, notation);
    const bool is_sum = needs_parentheses(term.coefficient);
    const bool minus = !is_sum && c.starts_with("-");
    if (minus) c = c.substr(1);
    if (term.exponent.is_zero()) return {minus, c};
    const std::string power = power_of(variable, term.exponent, notation);
    if (c == "1") return {minus, power};
    if (is_sum) c = notation == Notation::latex ? "\\left(" + c + "\\right)" : "(" + c + ")";
    return {minus, c + (notation == Notation::latex ? " " : "*") + power};
}

std::vector<std::string> terms_of(const Expansion& e, Notation notation) {
    std::vector<std::string> parts;
    for (const ExpansionTerm& term : e.terms) {
        const auto [minus, printed] = term_of(e.variable, term, notation);
        parts.push_back((parts.empty() ? (minus ? "-" : "") : (minus ? "- " : "+ ")) + printed);
    }
    std::vector<ex> orders = e.further_remainders;
    if (e.remainder) orders.insert(orders.begin(), *e.remainder);
    for (const ex& order : orders) {
        const std::string power = power_of(e.variable, order, notation), sign = parts.empty() ? "" : "+ ";
        parts.push_back(sign + (notation == Notation::latex ? "O\\left(" + power + "\\right)" : "O(" + power + ")"));
    }
    if (parts.empty()) parts.emplace_back("0");  // as the variance with infinitely many samples
    return parts;
}

std::string heading(const Expansion& e) {
    return e.name + (e.region.empty() ? "" : "; " + e.region) + (e.source.empty() ? "" : "; formula " + e.source);
}

}  // namespace

bool is_series(const Expansion& e) {
    return e.remainder ||
           std::any_of(e.terms.begin(), e.terms.end(), [](const ExpansionTerm& t) { return !t.exponent.is_zero(); });
}

Expansion inserted(const Expansion& expansion, const std::vector<std::pair<std::string, ex>>& values) {
    Expansion e = expansion;
    GiNaC::exmap map;
    for (const auto& [name, value] : values)
        if (!is_series(e) || !letter(name).is_equal(e.variable)) map[letter(name)] = value;
    // an abbreviation of numbers alone is a number itself
    std::vector<std::pair<GiNaC::symbol, ex>> kept;
    Values known;
    for (const auto& [symbol, meaning] : e.definitions) {
        const ex now = meaning.subs(map);
        if (map.count(symbol)) continue;
        if (has_letters(now))
            kept.emplace_back(symbol, now);
        else
            map[symbol] = GiNaC::is_a<GiNaC::numeric>(now) ? now : long_float(evaluate(now, {}));
    }
    for (ExpansionTerm& term : e.terms) {
        if (!map.empty()) term.coefficient = term.coefficient.subs(map);
        if (!map.empty() && !has_letters(term.coefficient) && !expansion.definitions.empty()) {
            if (!GiNaC::is_a<GiNaC::numeric>(term.coefficient))
                term.coefficient = long_float(evaluate(term.coefficient, {}));
        } else if (expansion.definitions.empty() || !has_letters(term.coefficient)) {
            term.coefficient = simplified(term.coefficient);
        }
    }
    std::erase_if(e.terms, [&](const ExpansionTerm& t) { return t.coefficient.is_zero() && e.terms.size() > 1; });
    // definitions that are used, directly or by one that is
    e.definitions.clear();
    for (std::size_t i = kept.size(); i-- > 0;) {
        const auto& [symbol, meaning] = kept[i];
        bool used = false;
        for (const ExpansionTerm& t : e.terms) used = used || t.coefficient.has(symbol);
        for (const auto& [other, text] : e.definitions) used = used || text.has(symbol);
        if (used) e.definitions.insert(e.definitions.begin(), {symbol, meaning});
    }
    return e;
}

std::string text_of(const Expansion& e) {
    constexpr std::size_t wide = 110;
    const std::vector<std::string> parts = terms_of(e, Notation::text);
    std::string line = e.quantity + " =";
    std::size_t length = line.size();
    for (const std::string& part : parts) length += part.size() + 1;
    if (length <= wide) {
        for (const std::string& part : parts) line += " " + part;
    } else {
        for (const std::string& part : parts) line += "\n    " + part;
    }
    std::string text = line + "\n";
    for (std::size_t i = 0; i < e.definitions.size(); ++i)
        text += std::string(i == 0 ? "  where " : "        ") + print(e.definitions[i].first, Notation::text) + " = " +
                print(e.definitions[i].second, Notation::text) + "\n";
    return text + "  " + heading(e) + "\n";
}

std::string latex_words(const std::string& inequalities) {
    std::string out;
    for (std::size_t i = 0; i < inequalities.size();) {
        std::size_t end = i;
        while (end < inequalities.size() && std::isalpha(static_cast<unsigned char>(inequalities[end]))) ++end;
        if (end > i) {
            std::ostringstream name;
            name << GiNaC::latex << ex(letter(inequalities.substr(i, end - i)));
            out += name.str();
        } else {
            ++end;
            out += inequalities[i] == '*' ? std::string("\\,") : std::string(1, inequalities[i]);
        }
        i = end;
    }
    return out.empty() ? "" : "$" + out + "$";
}

std::string latex_quantity(const std::string& quantity) {
    static const std::map<std::string, std::string> names{
        {"test_error", "R+\\tau^2"},
        {"bias", "R_{\\mathrm{bias}}"},
        {"variance", "V"},
        {"linear_factor", "B"},
        {"noise_factor", "1+V"},
        {"effective_ridge", "k"},
        {"risk", "R"},
        {"h", "h"},
        {"optimal_ridge", "\\lambda^*"},
        {"n/B_l", "\\frac{n}{B_l}"},
        {"psi", "\\psi"},
        {"sigma_c^2", "\\sigma_c^2"},
        {"mu_*^2", "\\mu_*^2"},
        {"E s(G)^2", "E s(G)^2"},
        {"lambda_{d,k} d^{k/2}", "\\lambda_{d,k} d^{k/2}"},
        {"sqrt(k!) g_k", "\\sqrt{k!}\\, g_k"},
        {"log(B(d,k) k!/d^k)", "\\log\\frac{B(d,k) k!}{d^k}"},
        {"B(d,k) k!/d^k", "\\frac{B(d,k) k!}{d^k}"},
        {"g_k sqrt(k!)/mu_k of max(x,0)^p", "\\frac{g_k\\sqrt{k!}}{\\mu_k}"}};
    if (const auto found = names.find(quantity); found != names.end()) return found->second;
    std::string q = quantity.substr(0, quantity.find(" of "));
    if (q.starts_with("bias.")) return "\\mathrm{bias}_{" + q.substr(5) + "}";
    if (q.starts_with("lambda")) return "\\" + q;
    if (const std::size_t bar = q.find('_'); bar != std::string::npos && q.find('{') == std::string::npos) {
        const std::string head = q.substr(0, bar), index = q.substr(bar + 1);
        if ((head == "mu" || head == "g") && index.find_first_not_of("0123456789") == std::string::npos)
            return (head == "mu" ? "\\mu_{" : "g_{") + index + "}";
        std::string words = q;
        std::replace(words.begin(), words.end(), '_', ' ');
        return "\\mathrm{" + words + "}";
    }
    return q;
}

namespace {

std::string aligned(const Expansion& e) {
    const std::vector<std::string> parts = terms_of(e, Notation::latex);
    const std::string left = latex_quantity(e.quantity);
    std::string body = "  " + left + " &=";
    std::size_t used = visible_length(left) + 1;  // letters of the line so far
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const std::size_t length = visible_length(parts[i]) + (i > 0 ? 1 : 0);
        if (i > 0 && used + length > formula_width) {
            body += " \\\\\n  &\\quad";
            used = 2;
        }
        body += " " + break_lines(parts[i], used);
        used = used + length > formula_width ? formula_width : used + length;  // a broken term ends its line
    }
    for (const auto& [symbol, meaning] : e.definitions) {
        const std::string name = print(symbol, Notation::latex);
        body += " \\\\\n  " + name + " &= " + break_lines(print(meaning, Notation::latex), visible_length(name) + 1);
    }
    return body;
}

}  // namespace

std::string latex_of(const Expansion& e) {
    return "% " + e.quantity + "; " + heading(e) + "\n\\begin{align*}\n" + aligned(e) + "\n\\end{align*}\n";
}

std::string markdown_of(const Expansion& e) {
    return "**" + e.quantity + "** (" + heading(e) + ")\n\n$$\\begin{aligned}\n" + aligned(e) + "\n\\end{aligned}$$\n";
}

}  // namespace lazyrisk
