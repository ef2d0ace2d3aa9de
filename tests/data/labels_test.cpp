// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Classes from labels of every kind, and their order.
#include <doctest/doctest.h>

#include <cstdint>

#include "data/written_data.hpp"
#include "lazyrisk/data/class_labels.hpp"
#include "lazyrisk/data/shown_text.hpp"
#include "lazyrisk/words/error.hpp"
#include "temporary_folder.hpp"

using namespace lazyrisk;

namespace {

using Names = std::vector<std::string>;

ClassLabels read(const TemporaryFolder& folder, const std::string& bytes) {
    written::file(folder.file("labels"), bytes);
    return read_labels(folder.file("labels"));
}

}  // namespace

TEST_SUITE("data/labels") {
    TEST_CASE("[golden] numbers are sorted as numbers, words as words") {
        const TemporaryFolder folder;
        const ClassLabels numbers = read(folder, "10\n9\n-1\n9.0\n1e1\n007\n");
        CHECK(numbers.classes == Names{"-1", "7", "9", "10"});
        CHECK(numbers.label == std::vector<int>{3, 2, 0, 2, 3, 1});
        const ClassLabels words = read(folder, "label\r\ndog\r\n# none\r\ncat\r\n\"a, \"\"b\"\"\"\r\n10\r\n9\r\ndog");
        CHECK(words.classes == Names{"10", "9", "a, \"b\"", "cat", "dog"});
        CHECK(words.label == std::vector<int>{4, 3, 2, 0, 1, 4});
        CHECK(read(folder, "Ankle boot\nT-shirt; top\nBag\n").classes == Names{"Ankle boot", "Bag", "T-shirt; top"});
        CHECK(read(folder, "y\nn\ny\n").label == std::vector<int>{1, 0, 1});  // no header
    }

    TEST_CASE("[identity] the same labels from every format") {
        const TemporaryFolder folder;
        const std::vector<int> label{2, 0, 3, 1, 2, 2};
        const Names names{"-2", "0", "3", "100"};
        const auto check = [&](const std::string& bytes) {
            const ClassLabels labels = read(folder, bytes);
            CHECK(labels.label == label);
            CHECK(labels.classes == names);
        };
        check("3\n-2\n100\n0\n3\n3\n");
        check(written::packed("3\n-2\n100\n0\n3\n3\n"));
        check(written::idx(9, {6}, std::vector<std::int8_t>{3, -2, 100, 0, 3, 3}));
        check(written::npy("<i8", "(6,)", std::vector<std::int64_t>{3, -2, 100, 0, 3, 3}));
        check(written::npy(">i4", "(6, 1)", std::vector<std::int32_t>{3, -2, 100, 0, 3, 3}, true));
        check(written::npy("<f8", "(6,)", std::vector<double>{3, -2, 100, -0.0, 3, 3}));
        CHECK(read(folder, written::npy("|b1", "(3,)", std::vector<std::uint8_t>{1, 0, 1})).classes == Names{"0", "1"});
    }

    TEST_CASE("[golden] classes that are asked for keep their order, and the points theirs") {
        const ClassLabels labels{{2, 0, 1, 2, 0, 1}, {"0", "6", "cat"}};
        std::vector<std::size_t> row;
        const ClassLabels some = restricted(labels, " cat, 0.0", row);
        CHECK(some.classes == Names{"cat", "0"});
        CHECK(some.label == std::vector<int>{0, 1, 0, 1});
        CHECK(row == std::vector<std::size_t>{0, 1, 3, 4});
        const auto refused = [&](const std::string& wanted, const char* words) {
            CHECK_THROWS_WITH_AS(restricted(labels, wanted, row), doctest::Contains(words), DomainError);
        };
        refused("cat", "one class leaves nothing to tell apart");
        refused("cat,6,cat", "class cat is named twice");
        refused("cats,6", "no point is of class \"cats\"; there are 0, 6, cat; did you mean cat?");
        refused("0,,6", "no point is of class \"\"");
    }

    TEST_CASE("[error] what is no label, with its place") {
        const TemporaryFolder folder;
        const auto refused = [&](const std::string& bytes, const char* words) {
            CHECK_THROWS_WITH_AS(read(folder, bytes), doctest::Contains(words), DomainError);
        };
        refused("1\n0.5\n2\n",
                "0.5 at line 2 is no class, which is a whole number or a word; real numbers are `targets`");
        refused(written::npy("<f8", "(2,)", std::vector<double>{1, 0.25}), "0.25 at byte");
        refused(written::npy("<u8", "(2,)", std::vector<std::uint64_t>{1, 1ULL << 60}), "is no class");
        refused(written::npy("<f8", "(2, 2)", std::vector<double>(4)),
                "has the shape 2 x 2; expected one label a point");
        refused("a,b\nc,d\n", "line 1 has 2 cells; expected one label a line");
        refused("cat\n\"\"\n", "line 2 has no label");
        refused("cat\n\xE9t\xE9\n", "line 2 has the label \"?t?\" with bytes that are no letters");
        refused("cat\nd\x01g\n", "\"d?g\"");
        refused(std::string(300, 'x'), "a label of 300 bytes");
        std::string many;
        for (int i = 0; i < 1001; ++i) many += std::to_string(i) + "\n";
        refused(many, "line 1001 has the 1001th class; real numbers that are no classes are `targets`");
        refused("label\n", "it has no labels");
        refused("", "it is empty; expected an idx, npy or csv file");
    }

    TEST_CASE("[golden] UTF-8: the ends of RFC 3629") {
        for (const char* good : {"", "a\x7F", "\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80", "\xED\x9F\xBF", "\xEE\x80\x80",
                                 "\xEF\xBF\xBF", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF"})
            CHECK(is_utf8(good));
        for (const char* bad : {"\x80", "\xBF", "\xC0\x80", "\xC1\xBF", "\xC2", "\xE0\x9F\xBF", "\xED\xA0\x80",
                                "\xE2\x82", "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF"})
            CHECK(!is_utf8(bad));
        CHECK(shown_text("a\xC3\xA9\xFF\n\x1B") == "a\xC3\xA9???");
    }
}
