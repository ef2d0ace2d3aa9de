// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Every format: what is written byte by byte is read again.
#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <numeric>

#include "data/written_data.hpp"
#include "lazyrisk/data/number_file.hpp"
#include "lazyrisk/data/write_npy.hpp"
#include "lazyrisk/words/error.hpp"
#include "temporary_folder.hpp"

using namespace lazyrisk;

namespace {

/// Numbers that the type holds exactly, its ends among them.
template <class Number>
std::vector<Number> some_numbers(std::size_t count) {
    std::vector<Number> list;
    for (std::size_t i = 0; i < count; ++i) list.push_back(static_cast<Number>(double(i * 7 % 101) / 4));
    list[1] = std::numeric_limits<Number>::lowest();
    list[2] = std::numeric_limits<Number>::max();
    if constexpr (std::is_same_v<Number, double>) list[1] = -1e99, list[2] = 1e-310;
    return list;
}

Matrix read(const TemporaryFolder& folder, const std::string& bytes, const std::string& name = "file") {
    written::file(folder.file(name), bytes);
    return read_points(look_at_file(folder.file(name), "data"));
}

/// [4 points of 6], the point's numbers together.
template <class Number>
Matrix expected(const std::vector<Number>& numbers) {
    Matrix m(6, 4);
    for (std::size_t i = 0; i < 24; ++i) m.data()[i] = double(numbers[i]);
    return m;
}

/// The same numbers with the first index fastest.
template <class Number>
std::vector<Number> turned(const std::vector<Number>& numbers, const std::vector<std::size_t>& shape) {
    std::vector<Number> out(numbers.size());
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        std::size_t rest = i, place = 0, stride = numbers.size();
        for (std::size_t axis = shape.size(); axis-- > 0;) {
            stride /= shape[axis];
            place += rest % shape[axis] * stride;
            rest /= shape[axis];
        }
        out[place] = numbers[i];
    }
    return out;
}

template <class Number>
void check_npy(const TemporaryFolder& folder, const std::string& type) {
    const std::vector<Number> numbers = some_numbers<Number>(24);
    for (const char order : {'<', '>'})
        for (const int version : {1, 2, 3}) {
            CAPTURE(type);
            CAPTURE(order);
            const std::string name = order + type;
            CHECK(read(folder, written::npy(name, "(4, 6)", numbers, false, version)) == expected(numbers));
            CHECK(read(folder, written::npy(name, "(4, 6)", turned(numbers, {4, 6}), true, version)) ==
                  expected(numbers));
            CHECK(read(folder, written::npy(name, "(4, 3, 2)", turned(numbers, {4, 3, 2}), true)) == expected(numbers));
            CHECK(read(folder, written::packed(written::npy(name, "(4, 3, 1, 2)", numbers))) == expected(numbers));
        }
}

template <class Number>
void check_idx(const TemporaryFolder& folder, unsigned char type) {
    const std::vector<Number> numbers = some_numbers<Number>(24);
    CHECK(read(folder, written::idx(type, {4, 6}, numbers)) == expected(numbers));
    CHECK(read(folder, written::packed(written::idx(type, {4, 3, 2}, numbers))) == expected(numbers));
}

void refuses(const TemporaryFolder& folder, const std::string& bytes, const std::string& words,
             const std::string& name = "file") {
    CAPTURE(words);
    CHECK_THROWS_WITH_AS(read(folder, bytes, name), doctest::Contains(words.c_str()), DomainError);
}

}  // namespace

TEST_SUITE("data/formats") {
    TEST_CASE("[identity] idx of every type, plain and packed") {
        const TemporaryFolder folder;
        check_idx<std::uint8_t>(folder, 8);
        check_idx<std::int8_t>(folder, 9);
        check_idx<std::int16_t>(folder, 0xB);
        check_idx<std::int32_t>(folder, 0xC);
        check_idx<double>(folder, 0xE);
        std::vector<float> numbers = some_numbers<float>(24);
        numbers[1] = -1e30F, numbers[2] = 1e-40F;
        CHECK(read(folder, written::idx(0xD, {4, 6}, numbers)) == expected(numbers));
    }

    TEST_CASE("[identity] npy of every type, byte order, order of the axes and version") {
        const TemporaryFolder folder;
        check_npy<std::int16_t>(folder, "i2");
        check_npy<std::uint16_t>(folder, "u2");
        check_npy<std::int32_t>(folder, "i4");
        check_npy<std::uint32_t>(folder, "u4");
        check_npy<std::int64_t>(folder, "i8");
        check_npy<std::uint64_t>(folder, "u8");
        check_npy<double>(folder, "f8");
        check_npy<float>(folder, "f4");
        const std::vector<std::uint8_t> bytes = some_numbers<std::uint8_t>(24);
        CHECK(read(folder, written::npy("|u1", "(4, 6)", bytes)) == expected(bytes));
        const std::vector<std::int8_t> signs = some_numbers<std::int8_t>(24);
        CHECK(read(folder, written::npy("|i1", "(4, 6)", signs)) == expected(signs));
        CHECK(read(folder, written::npy("|b1", "(3,)", std::vector<std::uint8_t>{1, 0, 1})).sum() == 2);
    }

    TEST_CASE("[golden] half precision: the examples of IEEE 754") {
        const TemporaryFolder folder;
        const std::vector<std::uint16_t> bits{0x3C00, 0xC000, 0x7BFF, 0x0400, 0x03FF, 0x0001, 0x3555, 0x8000};
        const std::vector<double> values{1, -2, 65504, 0x1p-14, 0x1p-14 - 0x1p-24, 0x1p-24, 0.333251953125, 0};
        for (const char* type : {"<f2", ">f2"}) {
            const Matrix numbers = read(folder, written::npy(type, "(8,)", bits));
            for (std::size_t i = 0; i < values.size(); ++i) CHECK(numbers(0, Eigen::Index(i)) == values[i]);
        }
        refuses(folder, written::npy("<f2", "(2,)", std::vector<std::uint16_t>{0, 0x7C00}), "is infinite");
        refuses(folder, written::npy("<f2", "(2,)", std::vector<std::uint16_t>{0, 0x7E00}), "is nan");
    }

    TEST_CASE("[identity] what write_npy writes is read again, number for number") {
        const TemporaryFolder folder;
        for (const auto& [rows, columns] : std::vector<std::pair<int, int>>{{3, 5}, {1, 1}, {70, 2}}) {
            const Matrix m = Matrix::NullaryExpr(
                rows, columns, [](Eigen::Index i, Eigen::Index j) { return std::sin(double(i)) / (1.0 + double(j)); });
            write_npy(folder.file("m.npy"), m);
            CHECK(read_points(look_at_file(folder.file("m.npy"), "data")).transpose() == m);
            CHECK(std::filesystem::file_size(folder.file("m.npy")) % 64 == std::size_t(rows * columns) * 8 % 64);
        }
    }

    TEST_CASE("[identity] only what is kept is read, in any order of the file") {
        const TemporaryFolder folder;
        std::vector<double> numbers(300 * 700);
        std::iota(numbers.begin(), numbers.end(), 0.0);  // more than are decoded at once
        const std::vector<std::size_t> kept{0, 7, 8, 299};
        const auto check = [&](const std::string& bytes) {
            written::file(folder.file("file"), bytes);
            const Matrix some = read_points(look_at_file(folder.file("file"), "data"), kept);
            REQUIRE(some.cols() == 4);
            for (std::size_t k = 0; k < kept.size(); ++k)
                for (std::size_t i = 0; i < 700; ++i)
                    REQUIRE(some(Eigen::Index(i), Eigen::Index(k)) == double(kept[k] * 700 + i));
        };
        check(written::npy("<f8", "(300, 700)", numbers));
        check(written::packed(written::npy(">f8", "(300, 7, 100)", numbers)));
        check(written::npy("<f8", "(300, 7, 100)", turned(numbers, {300, 7, 100}), true));
        std::string text;
        for (std::size_t i = 0; i < numbers.size(); ++i)
            text += std::to_string(int(numbers[i])) + (i % 700 == 699 ? "\n" : ",");
        check(text);
        check(written::packed(text));
    }

    TEST_CASE("[golden] tables: separators, header, quotes, comments, signs") {
        const TemporaryFolder folder;
        Matrix m(2, 3);
        m << 1, -0.5, 300, 2, 1e-3, 0;
        for (const char* text :
             {"1,2\n-0.5,1e-3\n300,0\n", "a,b\n1,2\n-0.5,1e-3\n300,0",
              "\xEF\xBB\xBF# c\r\n 1 ; 2\r\n-.5;\"1e-3\"\r\n+3e2;0\r\n", "1\t2\n\n-0.5\t0.001\n300\t0\n",
              "  1   2\n -0.5 1e-3 \n#\n3e+2\t0\n", "1,2\n-0.5,0.001\n300,1e-999\n"}) {
            CAPTURE(text);
            CHECK(read(folder, text) == m);
        }
        CHECK(read(folder, "5\n6\n").size() == 2);
    }

    TEST_CASE("[error] idx: the place of what is wrong") {
        const TemporaryFolder folder;
        const std::string good = written::idx(8, {2, 3}, std::vector<unsigned char>{1, 2, 3, 4, 5, 6});
        const auto with = [&](std::size_t at, char byte) {
            std::string text = good;
            text[at] = byte;
            return text;
        };
        refuses(folder, good.substr(0, 17), "announces 2 x 3 numbers of 1 byte, but it ends at byte 17");
        refuses(folder, good + "xy", "which end at byte 18, but it has 20 bytes");
        refuses(folder, good.substr(0, 9), "cut off in its header, at byte 9");
        refuses(folder, with(2, 10), "byte 2 of its header, the type of its numbers, is 10");
        refuses(folder, with(3, 5), "byte 3 of its header, its number of dimensions, is 5");
        refuses(folder, with(3, 0), "is 0; expected 1 to 4");
        refuses(folder, with(7, 0), "announces 0 x 3 numbers of 1 byte, which is none");
        refuses(folder, "\x01" + good.substr(1), "does not begin as an idx file", "images-idx2-ubyte");
        refuses(folder, written::idx(8, {0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF}, std::vector<unsigned char>{1}),
                "cut off or damaged");
        refuses(folder, written::packed(good + "x"), "goes on behind its last number, at byte 18");
        refuses(folder, written::packed(good.substr(0, 17)), "cut off in its numbers, at byte 17");
        refuses(folder, written::packed(written::idx(8, {1U << 31, 3}, std::vector<unsigned char>{1})),
                "more than a packed file of its length can hold");
        const std::string packed = written::packed(good);
        refuses(folder, packed.substr(0, packed.size() - 6), "gzip stream is cut off");
        std::string wrong = packed;
        wrong[packed.size() - 6] = char(wrong[packed.size() - 6] ^ 1);
        refuses(folder, wrong, "gzip stream is damaged");
    }

    TEST_CASE("[error] npy: the place of what is wrong") {
        const TemporaryFolder folder;
        const std::vector<double> numbers{1, 2, 3, 4, 5, 6};
        const auto like = [&](const std::string& type, const std::string& shape) {
            return written::npy(type, shape, numbers);
        };
        refuses(folder, like("<f8", "(2, 4)"), "announces 2 x 4 numbers of 8 bytes, but it ends at byte");
        refuses(folder, like("<f8", "(2, 2)"), "which end at byte");
        refuses(folder, like("<f8", "()"), "has 0 dimensions");
        refuses(folder, like("<f8", "(1, 1, 1, 1, 6)"), "has 5 dimensions");
        refuses(folder, like("<f8", "(-2, 3)"), "expected a size, at byte");
        refuses(folder, like("<f8", "(99999999999999999999, 3)"), "expected a size, at byte");
        refuses(folder, like("<f8", "(4611686018427387904, 8)"), "cut off or damaged");
        refuses(folder, like("<c16", "(3,)"), "numbers of type <c16, which are not read");
        refuses(folder, like("|O", "(6,)"), "numbers of type |O");
        refuses(folder, like("|f8", "(6,)"), "numbers of type |f8");
        std::string text = like("<f8", "(6,)");
        refuses(folder, text.substr(0, 30), "its header has");
        refuses(folder, "\x92" + text.substr(1), "does not begin as an npy file", "points.npy");
        text[6] = 4;
        refuses(folder, text, "npy file of version 4.0");
        std::vector<double> wrong = numbers;
        wrong[4] = std::nan("");
        const std::string bytes = written::npy("<f8", "(2, 3)", wrong);
        refuses(folder, bytes, "the number at byte " + std::to_string(bytes.size() - 16) + " is nan");
        wrong[4] = -1e101;
        refuses(folder, written::npy("<f8", "(2, 3)", wrong), "is above 1e+100 in size");
    }

    TEST_CASE("[error] tables and files: line and column of what is wrong") {
        const TemporaryFolder folder;
        refuses(folder, "1,2\n3,x\n", "line 2, column 2: \"x\" is no number");
        refuses(folder, "1,x\n3,4\n", "line 1, column 2: \"x\" is no number");
        refuses(folder, "1,2\n\n3\n", "line 3 has 1 cells, and the rows above it 2");
        refuses(folder, "1,2\n3,\n", "line 2, column 2: the cell is empty");
        refuses(folder, "1,2\n3,nan\n", "line 2, column 2: \"nan\"; numbers are finite");
        refuses(folder, "1,2\n3,-inf\n", "numbers are finite");
        refuses(folder, "1,2\n3,1e999\n", "is above 1e+100 in size");
        refuses(folder, "1,2\n3,\"4\n", "begins with a quote and does not end with one");
        refuses(folder, "1,2\n3,\"4\"5\n", "goes on behind its closing quote");
        refuses(folder, std::string("1,2\n3,\0\n", 8), "line 2 has a zero byte");
        refuses(folder, "a,b\n", "a header and no rows");
        refuses(folder, "# nothing\n\n", "it has no rows");
        refuses(folder, "", "it is empty; expected an idx, npy or csv file");
        refuses(folder, written::packed(""), "it is empty; expected an idx, npy or csv file");
        refuses(folder, "", "it is empty", "points.npy");
        refuses(folder, "1,2\n3,\x01\xFF\n", "\"??\" is no number");
        CHECK_THROWS_WITH_AS(look_at_file(folder.path.string(), "data"), doctest::Contains("is a folder"), DomainError);
        CHECK_THROWS_WITH_AS(look_at_file(folder.file("none"), "data"), doctest::Contains("no such file"), DomainError);
        CHECK_THROWS_WITH_AS(look_at_file("/dev/zero", "data"), doctest::Contains("a pipe or a device"), DomainError);
    }

    TEST_CASE("[error] a table that is larger than the memory is refused before anything is allocated") {
        const TemporaryFolder folder;
        std::string sparse = written::npy("|b1", "(1000000, 1000000)", std::vector<unsigned char>{});
        written::file(folder.file("large.npy"), sparse);
        std::error_code ignored;
        std::filesystem::resize_file(folder.file("large.npy"), sparse.size() + 1000000000000, ignored);
        if (ignored) return;  // a file system without holes
        const NumberFile file = look_at_file(folder.file("large.npy"), "data");
        CHECK_THROWS_WITH_AS(read_points(file), doctest::Contains("keep fewer of them, as with `count`"), DomainError);
        CHECK(read_points(file, {3, 999}).cols() == 2);
    }
}
