// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/words/utf8.hpp"

#include <doctest/doctest.h>

#include <random>
#include <sstream>

#include "lazyrisk/words/shortened.hpp"

using namespace lazyrisk;

TEST_SUITE("words/utf8") {
    TEST_CASE("[identity] a length counts characters, of one byte to four") {
        CHECK(length("") == 0);
        CHECK(length("d = 30") == 6);
        CHECK(length("ψ₁ = p/d") == 8);
        CHECK(length("𝔼 → ∞") == 5);
    }

    TEST_CASE(
        "[identity] wrapped lines are as long as they may be, blanks counted, and no longer; their words are those of "
        "the text") {
        CHECK(wrap("ab cd ef", 5) == std::vector<std::string>{"ab cd", "ef"});
        CHECK(wrap("ab cd ef", 4) == std::vector<std::string>{"ab", "cd", "ef"});
        CHECK(wrap("a longestword b", 4) == std::vector<std::string>{"a", "longestword", "b"});
        CHECK(wrap("", 10).empty());
        std::mt19937 random(3);
        for (int i = 0; i < 300; ++i) {
            std::string text;
            for (std::size_t words = 1 + random() % 12; words > 0; --words) {
                for (std::size_t left = 1 + random() % 7; left > 0; --left) text += random() % 3 == 0 ? "λ" : "a";
                if (words > 1) text += ' ';
            }
            const std::size_t width = 7 + random() % 20;
            const std::vector<std::string> lines = wrap(text, width);
            std::string whole;
            for (std::size_t k = 0; k < lines.size(); ++k) {
                CAPTURE(text);
                CHECK(length(lines[k]) <= width);
                // the next word had no room
                if (k + 1 < lines.size())
                    CHECK(length(lines[k]) + 1 + length(lines[k + 1].substr(0, lines[k + 1].find(' '))) > width);
                whole += (k ? " " : "") + lines[k];
            }
            CHECK(whole == text);
        }
    }

    TEST_CASE("[identity] a shortened text keeps both ends whole and says what it leaves out") {
        CHECK(shortened("as it is", 8) == "as it is");
        const std::string text = std::string(500, 'a') + std::string(500, 'b');
        const std::string less = shortened(text, 120);
        CHECK(less == std::string(80, 'a') + " ... (890 characters) ... " + std::string(30, 'b'));
        std::string greek;
        for (int i = 0; i < 300; ++i) greek += "λ";
        for (std::size_t most = 50; most < 60; ++most) {
            const std::string part = shortened(greek, most);
            CHECK(part.find(" characters) ... ") != std::string::npos);
            // no half character: what is left are lambdas and the words between
            std::string rest = part;
            for (std::size_t at; (at = rest.find("λ")) != std::string::npos;) rest.erase(at, 2);
            CHECK(rest.find_first_not_of(" .(characters)0123456789") == std::string::npos);
        }
    }
}
