// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/problem/noise_law.hpp"

#include <doctest/doctest.h>

#include <string>

#include "../nearly.hpp"
#include "lazyrisk/numerics/scalar.hpp"
#include "lazyrisk/words/error.hpp"

using namespace lazyrisk;

namespace {

std::string sentence(const std::string& text) {
    try {
        static_cast<void>(read_noise_law("noise", text));
    } catch (const DomainError& e) {
        CHECK(e.name == "noise");
        CHECK(std::string(e.what()).find('\n') == std::string::npos);
        return e.what();
    }
    return "";
}

}  // namespace

TEST_SUITE("problem/noise_law") {
    TEST_CASE("[identity] mixtures and Student's t as they are typed, and back") {
        const NoiseLaw mixture = read_noise_law("noise", "mixture(0.9:0.1,0.1:10)");
        REQUIRE(mixture.parts.size() == 2);
        CHECK(mixture.parts[0].weight == 0.9);
        CHECK(mixture.parts[1].variance == 10);
        CHECK_FALSE(mixture.is_plain());
        const NoiseLaw student = read_noise_law("noise", "student(3)");
        CHECK(student.freedom == 3);
        CHECK(student.scale == 1);
        CHECK_FALSE(student.is_plain());
        CHECK(NoiseLaw{}.is_plain());
        CHECK(to_text(NoiseLaw{}) == "");
        for (const char* text : {"mixture(0.9:0.1,0.1:10)", "mixture(1:0)", "mixture(0.25:1,0.25:2,0.5:0.125)",
                                 "student(3)", "student(2.5,0.5)", "student(0.5)", "student(1000,1000)"})
            CHECK(to_text(read_noise_law("noise", text)) == text);
        const double third = 1 / 3.0;
        const NoiseLaw again = read_noise_law("noise", to_text(NoiseLaw{{{third, 2 * third}, {1 - third, 7}}, 0, 1}));
        CHECK(again.parts[0].weight == third);
        CHECK(again.parts[0].variance == 2 * third);
        CHECK(read_noise_law("noise", "mixture(1/2:1/4, 1/2:3)").parts[0].variance == 0.25);
        CHECK(read_noise_law("noise", "student(5/2, 1/2)").scale == 0.5);
    }

    TEST_CASE("[identity] variances: the weighted sum, and nu/(nu - 2) of Student's t above two") {
        CHECK(read_noise_law("noise", "mixture(0.9:0.1,0.1:10)").variance() == nearly(1.09, 1e-15));
        CHECK(read_noise_law("noise", "student(3)").variance() == 3);
        CHECK(read_noise_law("noise", "student(4,0.5)").variance() == 0.5);
        for (const char* heavy : {"student(2)", "student(1)", "student(0.5)"})
            CHECK(read_noise_law("noise", heavy).variance() == infinite<>);
    }

    TEST_CASE("[error] what a law of noise is not") {
        const std::string accepted = ": expected mixture(0.9:0.1,0.1:10), that is weights and variances, or student(3)";
        for (const std::string wrong :
             {"", "gauss", "mixture", "mixture()", "mixture(", "mixture(1)", "mixture(0.5:1,0.5)", "mixture(1:1",
              "student", "student()", "student(3", "Student(3)", "mixture 1:1"}) {
            CAPTURE(wrong);
            CHECK(sentence(wrong) == "noise = " + wrong + accepted);
        }
        CHECK(sentence("mixture(0.5:1,0.4:2)") == "noise = mixture(0.5:1,0.4:2): the weights have to add to one");
        for (const std::string wrong :
             {"mixture(0:1,1:1)", "mixture(-0.5:1,1.5:1)", "mixture(1:-1)", "mixture(1:1e7)", "mixture(1:inf)"})
            CHECK(sentence(wrong) == "noise = " + wrong + ": weights are between 0 and 1, variances between 0 and 1e6");
        for (const std::string wrong : {"student(0)", "student(-3)", "student(0.4)", "student(1001)", "student(inf)",
                                        "student(3,0)", "student(3,-1)", "student(3,1e4)"})
            CHECK(sentence(wrong) ==
                  "noise = " + wrong + ": Student's t has 0.5 to 1000 degrees of freedom and a scale up to 1000");
        for (const std::string wrong : {"student(x)", "student(3,)", "mixture(a:1)", "mixture(1:b)", "mixture(:)"}) {
            CAPTURE(wrong);
            CHECK(sentence(wrong).find("expected a number") != std::string::npos);
        }
    }
}
