// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include <doctest/doctest.h>

#include <random>
#include <string>

#include "lazyrisk/table/latex_text.hpp"
#include "lazyrisk/table/markdown_text.hpp"
#include "lazyrisk/table/quantity_name.hpp"
#include "lazyrisk/table/rounded.hpp"
#include "lazyrisk/table/table.hpp"

using namespace lazyrisk;

namespace {

/// The plain text again: a backslash before markup goes.
std::string plain_text_of_markdown(const std::string& markdown) {
    std::string out;
    for (std::size_t i = 0; i < markdown.size(); ++i) {
        if (markdown[i] == '\\' && i + 1 < markdown.size() &&
            std::string("\\`*_[]<>|#~$&!").find(markdown[i + 1]) != std::string::npos)
            ++i;
        out += markdown[i];
    }
    return out;
}

}  // namespace

TEST_SUITE("table/texts") {
    TEST_CASE(
        "[identity] Markdown of a text is that text again; markup has a backslash, the _ of a name and a lone ~ have "
        "none") {
        CHECK(markdown_text("test_error") == "test_error");
        CHECK(markdown_text("_x_") == "\\_x\\_");
        CHECK(markdown_text("a _b") == "a \\_b");
        CHECK(markdown_text("b_ a") == "b\\_ a");
        CHECK(markdown_text("a ~ b") == "a ~ b");
        CHECK(markdown_text("~a~") == "\\~a\\~");
        CHECK(markdown_text("a~ b") == "a\\~ b");
        for (const char c : std::string("\\`*[]<>|#$&!"))
            CHECK(markdown_text(std::string("a") + c + "b") == std::string("a\\") + c + "b");
        CHECK(markdown_text("1.5 (a-b)+c") == "1.5 (a-b)+c");
        CHECK(plain_text_of_markdown("a\\b \\* c\\") == "a\\b * c\\");
        std::mt19937 random(5);
        const std::string letters = "\\`*_[]<>|#~$&! ab1.";
        for (int i = 0; i < 2000; ++i) {
            std::string text;
            for (std::size_t left = random() % 9; left > 0; --left) text += letters[random() % letters.size()];
            CAPTURE(text);
            CHECK(plain_text_of_markdown(markdown_text(text)) == text);
        }
    }

    TEST_CASE(
        "[golden] LaTeX of a text: scripts that follow each other are one, formulas side by side too, hyphens no "
        "dash") {
        CHECK(latex_text("x²³") == "x$^{23}$");
        CHECK(latex_text("x₁₂") == "x$_{12}$");
        CHECK(latex_text("10⁻¹²") == "10$^{-12}$");
        CHECK(latex_text("x₁²") == "x$_{1}^{2}$");
        CHECK(latex_text("λψ") == "$\\lambda\\psi$");
        CHECK(latex_text("λ₁ ψ") == "$\\lambda_{1}$ $\\psi$");
        CHECK(latex_text("$λ") == "\\$$\\lambda$");
        CHECK(latex_text("--a - b---") == "-{}-a - b-{}-{}-");
        CHECK(latex_text("a\tb\n") == "a b ");
        CHECK(latex_text("é…") == "é\\dots{}");
    }

    TEST_CASE("[golden] names of columns: endings, heads and what is simulated, one inside the other") {
        const auto words = [](const char* column) { return quantity_name(column).words; };
        CHECK(words("bias.mean") == "bias");
        CHECK(words("bias.standard_error") == "bias, std. error");
        CHECK(words("bias.median") == "bias, median");
        CHECK(words("bias.median_low") == "bias, median, lower end");
        CHECK(words("bias.median_high") == "bias, median, upper end");
        CHECK(words("simulation.variance.median_high") == "variance, median, upper end");
        CHECK(quantity_name("simulation.variance.median_high").qualifier == "simulation");
        CHECK(quantity_name("nt_simulated.standard_error").qualifier == "simulation");
        CHECK(quantity_name("variance").qualifier.empty());
        CHECK(plain_head(quantity_name("energy.12")) == "E(12)");
        CHECK(plain_head(quantity_name("mass.rest")) == "M(rest)");
        CHECK(plain_head(quantity_name("mass.0")) == "M₀");
        CHECK(words("learnability.3") == "learned share in degree 3");
        CHECK(words("mu_star") == "mu star");
        CHECK(words("kernel_width") == "kernel width");
        CHECK(latex_head({"", "", "50 %", "a_b"}) == "50 \\% (a\\_b)");
        CHECK(latex_head({"R", "R", "risk", "a_b"}) == "$R$ (a\\_b)");
        CHECK(plain_head({"R", "", "risk", "b"}) == "risk (b)");
        CHECK(superscript(0) == "⁰");
        CHECK(superscript(-1203) == "⁻¹²⁰³");
        CHECK(plain_number(as_given(-1e10)) == "−1 × 10¹⁰");
    }

    TEST_CASE(
        "[golden] csv cells have quotes where a reader without them would see another cell, and one column has no "
        "blank line") {
        const auto cell = [](const std::string& text) {
            return render({"a", "b"}, {{text, 1.0}}, {Format::csv, {}, false});
        };
        for (const char* plain : {"x", "a b", "a;b", "a#", "", "-1"})
            CHECK(cell(plain) == "a,b\n" + std::string(plain) + ",1\n");
        for (const char* quoted : {" x", "x ", "\tx", "x\r", "#x", "a,b", "a\nb"})
            CHECK(cell(quoted) == "a,b\n\"" + std::string(quoted) + "\",1\n");
        CHECK(cell("a\"b") == "a,b\n\"a\"\"b\",1\n");
        CHECK(render({"a"}, {{Cell{}}, {std::string{}}, {2.0}}, {Format::csv, {}, false}) == "a\n\"\"\n\"\"\n2\n");
        CHECK(render({"a", "b"}, {{1.0 / 3, -1.0 / 3}}, {Format::csv, 3, false}) == "a,b\n0.333,-0.333\n");
        CHECK(render({"a"}, {{1.0 / 3}}, {Format::json, 3, true}).find("0.333\n") != std::string::npos);
        CHECK(render({"a"}, {{1e15}, {3.0}}, {Format::json, {}, false}) == "[\n{\"a\":1e+15},\n{\"a\":3}\n]\n");
    }
}
