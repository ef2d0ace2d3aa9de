// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/measure/questions.hpp"

#include <doctest/doctest.h>

#include <map>
#include <string>

#include "lazyrisk/words/error.hpp"
#include "lazyrisk/words/whole_file.hpp"
#include "temporary_folder.hpp"

using namespace lazyrisk;

TEST_SUITE("measure/sizes") {
    TEST_CASE("[identity] a size that is typed replaces that of the file, whatever it is called there") {
        const TemporaryFolder folder;
        const std::string file = folder.file("p.toml");
        const auto asked = [&](const std::string& toml, const std::map<std::string, std::string>& typed) {
            write_text(file, toml);
            QuestionTexts texts;
            texts.fields = typed;
            texts.problem = file;
            return texts.question();
        };
        for (const std::string toml : {"dim = 20\nsamples = 40\nwidth = 30\n", "d = 20\nn = 40\np = 30\n",
                                       "dim = 20\npsi2 = 2\npsi1 = 1.5\n", "dim = 20\nalpha = 1.2\nbeta = 1.1\n"}) {
            CAPTURE(toml);
            CHECK(asked(toml, {{"psi2", "3"}}).psi2 == 3.0);
            CHECK(!asked(toml, {{"psi2", "3"}}).samples);
            CHECK(!asked(toml, {{"psi2", "3"}}).alpha);
            CHECK(asked(toml, {{"n", "77"}}).samples == 77.0);
            CHECK(!asked(toml, {{"samples", "77"}}).psi2);
            CHECK(asked(toml, {{"alpha", "1.5"}}).alpha == 1.5);
            CHECK(asked(toml, {{"psi1", "2"}}).psi1 == 2.0);
            CHECK(!asked(toml, {{"psi1", "2"}}).width);
            CHECK(asked(toml, {{"width", "9"}}).width == 9.0);
            CHECK(asked(toml, {{"beta", "1.5"}}).beta == 1.5);
            CHECK(asked(toml, {{"dim", "50"}}).dim == 50);
        }
        CHECK_THROWS_WITH_AS(asked("dim = 20\nsamples = 40\npsi2 = 2\n", {}),
                             doctest::Contains("samples and psi2 are given both"), DomainError);
        CHECK_NOTHROW(asked("dim = 20\nsamples = 40\npsi2 = 2\n", {{"samples", "3"}}));
        CHECK_THROWS_WITH_AS(asked("dim = 20\n", {{"width", "4"}, {"beta", "1"}}),
                             doctest::Contains("they are the same size"), DomainError);
        CHECK_THROWS_WITH_AS(asked("n = 20\nsamples = 3\n", {}), doctest::Contains("the same field"), DomainError);
    }
}
