// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/table/latex_text.hpp"

#include <fmt/format.h>

#include <array>
#include <unordered_map>
#include <utility>

namespace lazyrisk {
namespace {

const std::unordered_map<std::string, std::string>& commands() {
    static const std::unordered_map<std::string, std::string> table = [] {
        std::unordered_map<std::string, std::string> t{{"\\", "\\textbackslash{}"},
                                                       {"~", "\\textasciitilde{}"},
                                                       {"^", "\\textasciicircum{}"},
                                                       {"{", "\\{"},
                                                       {"}", "\\}"},
                                                       {"_", "\\_"},
                                                       {"#", "\\#"},
                                                       {"$", "\\$"},
                                                       {"%", "\\%"},
                                                       {"&", "\\&"},
                                                       {"<", "$<$"},
                                                       {">", "$>$"},
                                                       {"|", "$|$"},
                                                       {"\"", "''"},
                                                       {"−", "$-$"},
                                                       {"∞", "$\\infty$"},
                                                       {"≤", "$\\le$"},
                                                       {"≥", "$\\ge$"},
                                                       {"≈", "$\\approx$"},
                                                       {"≠", "$\\ne$"},
                                                       {"×", "$\\times$"},
                                                       {"·", "$\\cdot$"},
                                                       {"±", "$\\pm$"},
                                                       {"→", "$\\to$"},
                                                       {"√", "$\\surd$"},
                                                       {"∝", "$\\propto$"},
                                                       {"ℓ", "$\\ell$"},
                                                       {"∂", "$\\partial$"},
                                                       {"∈", "$\\in$"},
                                                       {"²", "$^{2}$"},
                                                       {"³", "$^{3}$"},
                                                       {"¹", "$^{1}$"},
                                                       {"⋆", "$\\star$"},
                                                       {"‖", "$\\|$"},
                                                       {"≪", "$\\ll$"},
                                                       {"≫", "$\\gg$"},
                                                       {"∼", "$\\sim$"},
                                                       {"…", "\\dots{}"}};
        const std::array lower{
            "α", "alpha", "β", "beta", "γ", "gamma", "δ", "delta",  "ε", "varepsilon", "ζ", "zeta",   "η", "eta",
            "θ", "theta", "ι", "iota", "κ", "kappa", "λ", "lambda", "μ", "mu",         "ν", "nu",     "ξ", "xi",
            "π", "pi",    "ρ", "rho",  "σ", "sigma", "τ", "tau",    "υ", "upsilon",    "φ", "varphi", "ϕ", "phi",
            "χ", "chi",   "ψ", "psi",  "ω", "omega", "Γ", "Gamma",  "Δ", "Delta",      "Θ", "Theta",  "Λ", "Lambda",
            "Ξ", "Xi",    "Π", "Pi",   "Σ", "Sigma", "Φ", "Phi",    "Ψ", "Psi",        "Ω", "Omega",  "µ", "mu"};
        for (std::size_t i = 0; i < lower.size(); i += 2) t[lower[i]] = fmt::format("$\\{}$", lower[i + 1]);
        const std::array below{"₀", "₁", "₂", "₃", "₄", "₅", "₆", "₇", "₈", "₉"};
        for (std::size_t i = 0; i < below.size(); ++i) t[below[i]] = fmt::format("$_{{{}}}$", i);
        const std::array above{"⁰", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹", "⁻", "⁺", "ⁿ", "ᵏ", "ᵈ"};
        const std::array meant{"0", "4", "5", "6", "7", "8", "9", "-", "+", "n", "k", "d"};
        for (std::size_t i = 0; i < above.size(); ++i) t[above[i]] = fmt::format("$^{{{}}}$", meant[i]);
        return t;
    }();
    return table;
}

}  // namespace

std::string latex_text(const std::string& text) {
    std::string out;
    char script = ' ';  // ^ or _ where the last character was one
    for (std::size_t at = 0, size = 0; at < text.size(); at += size) {
        size = 1;
        while (at + size < text.size() && (text[at + size] & 0xC0) == 0x80) ++size;
        const std::string character = text.substr(at, size);
        const auto command = commands().find(character);
        const bool raised = command != commands().end() && command->second.starts_with("$^{");
        const bool lowered = command != commands().end() && command->second.starts_with("$_{");
        const char before = std::exchange(script, raised ? '^' : lowered ? '_' : ' ');
        if (script != ' ' && script == before)  // one script of two characters, not two scripts
            out.replace(out.size() - 2, 2, command->second.substr(3));
        else if (command != commands().end())
            out += command->second;
        else if (character == "-" && out.ends_with('-'))
            out += "{}-";  // two hyphens, not a dash
        else
            out += size == 1 && static_cast<unsigned char>(character[0]) < ' ' ? " " : character;
    }
    // $a$$_1$ is one formula: without this TeX would see the end of it and the start of a display.
    for (std::size_t at = 0; (at = out.find("$$", at)) != std::string::npos;)
        if (at == 0 || out[at - 1] != '\\')
            out.erase(at, 2);
        else
            ++at;
    return out;
}

}  // namespace lazyrisk
