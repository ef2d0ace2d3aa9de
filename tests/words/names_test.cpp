// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/words/names.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace lazyrisk;

namespace {

/// A character of Unicode in UTF-8.
std::string utf8(unsigned long code) {
    const auto byte = [](unsigned long value) { return char(static_cast<unsigned char>(value)); };
    if (code < 0x80) return {byte(code)};
    if (code < 0x800) return {byte(0xC0 | code >> 6), byte(0x80 | (code & 0x3F))};
    if (code < 0x10000) return {byte(0xE0 | code >> 12), byte(0x80 | (code >> 6 & 0x3F)), byte(0x80 | (code & 0x3F))};
    return {byte(0xF0 | code >> 18), byte(0x80 | (code >> 12 & 0x3F)), byte(0x80 | (code >> 6 & 0x3F)),
            byte(0x80 | (code & 0x3F))};
}

bool has(const std::string& text, const std::string& what) { return text.find(what) != std::string::npos; }

}  // namespace

TEST_SUITE("words/names") {
    TEST_CASE("[identity] of all of Unicode a line takes everything but controls and what begins a line of its own") {
        // category Cc: U+0000 to U+001F, U+007F to U+009F; Zl and Zp: U+2028 and U+2029
        int refused = 0;
        for (unsigned long code = 0; code <= 0x10FFFF; ++code) {
            if (code >= 0xD800 && code <= 0xDFFF) continue;  // halves of pairs, no characters
            const bool breaks = code == '\n' || code == '\r' || code == 0x2028 || code == 0x2029;
            const bool control = code < 0x20 || (code >= 0x7F && code <= 0x9F);
            const std::string wrong = wrong_with_text(utf8(code));
            const bool right = breaks    ? has(wrong, "line break")
                               : control ? has(wrong, "control character " + std::to_string(code) + " ")
                                         : wrong.empty();
            refused += !wrong.empty();
            if (right) continue;
            CAPTURE(code);
            CAPTURE(wrong);
            CHECK(right);
        }
        CHECK(refused == 32 + 33 + 2);
    }

    TEST_CASE("[error] wherever it stands in a text or a cell, also behind the first bytes of another character") {
        for (const unsigned long code : {0x0AUL, 0x0DUL, 0x09UL, 0x00UL, 0x7FUL, 0x85UL, 0x2028UL, 0x2029UL})
            for (const std::string around : {"", "x", "ψ", "\u2027", "\xE2\x80", "\xC2", "𝜓"})
                for (const std::string& text :
                     {around + utf8(code), utf8(code) + around, around + utf8(code) + around}) {
                    CAPTURE(code);
                    CAPTURE(around.size());
                    CHECK_FALSE(wrong_with_text(text).empty());
                    CHECK_FALSE(wrong_with_cell(text).empty());
                }
        for (const std::string good : {"", "ψ₁ = p/d", "\u2027", "\u202F", "\xE2\x80", "\xC2", "\xE2"}) {
            CAPTURE(good);
            CHECK(wrong_with_text(good).empty());
            CHECK(wrong_with_cell(good).empty());
        }
    }
}
