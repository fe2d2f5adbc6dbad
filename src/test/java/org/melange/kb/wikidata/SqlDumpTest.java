package org.melange.kb.wikidata;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.melange.corpus.DamagedInputException;
import org.melange.testing.SqlTables;

/** Dumps of tables are read completely or refused. */
class SqlDumpTest {

  private static final SqlTables TABLE = new SqlTables("t", "id", "name", "note");

  private static SqlDump open(String text) throws IOException {
    return SqlDump.open(new ByteArrayInputStream(text.getBytes(UTF_8)));
  }

  private static List<List<String>> rows(String text) throws IOException {
    List<List<String>> rows = new ArrayList<>();
    try (SqlDump dump = open(text)) {
      int id = dump.column("id");
      int name = dump.column("name");
      while (dump.next()) {
        rows.add(Arrays.asList(String.valueOf(dump.number(id)), dump.text(name).orElse(null)));
      }
    }
    return rows;
  }

  @Test
  void rowsOfAllStatementsAreRead() throws IOException {
    String text =
        TABLE.row("1", "'a'", "NULL").row("2", "''", "0.5").row("3", "NULL", "'x'").text(2);
    assertThat(text).contains("(1,'a',NULL),(2,'',0.5);\n").contains("(3,NULL,'x');");
    assertThat(rows(text))
        .containsExactly(List.of("1", "a"), List.of("2", ""), Arrays.asList("3", null));
    assertThat(open(text).table()).isEqualTo("t");
    assertThat(rows(text.replace("),(", "),\n(").replace("VALUES (", "VALUES\n(")))
        .isEqualTo(rows(text));
    assertThat(
            rows(
                text.replace("'a'", "_binary 'a'")
                    .replace("INTO `t`", "INTO `t` (`id`, `name`, `note`)")))
        .isEqualTo(rows(text));
    assertThat(rows("/*M!999999\\- enable the sandbox mode */ \n" + text)).isEqualTo(rows(text));
  }

  @Test
  void escapesAreThoseOfMysqldump() throws IOException {
    String written = "'O\\'Neill \\\"x\\\" \\\\ \\n\\r\\t\\0\\Z\\b\\% '' ),(4,;'";
    assertThat(rows(TABLE.row("7", written, "'\\'),(9,'").text(9)))
        .containsExactly(List.of("7", "O'Neill \"x\" \\ \n\r\t\0\u001a\b% ' ),(4,;"));
  }

  @Test
  void whatIsWrittenIsRead() throws IOException {
    Random random = new Random(43);
    for (int round = 0; round < 200; round++) {
      SqlTables table = TABLE;
      List<List<String>> expected = new ArrayList<>();
      for (int i = random.nextInt(20); i > 0; i--) {
        String name = name(random);
        table =
            table.row(String.valueOf(i), SqlTables.quoted(name), SqlTables.quoted(name(random)));
        expected.add(List.of(String.valueOf(i), name));
      }
      assertThat(rows(table.text(1 + random.nextInt(6)))).isEqualTo(expected);
    }
  }

  private static String name(Random random) {
    String chars = "a'\"\\\n\r\0\u001a,();`é漢🌍 -";
    StringBuilder name = new StringBuilder();
    random
        .ints(random.nextInt(9), 0, chars.length() - 2)
        .forEach(at -> name.append(chars.charAt(at)));
    return name.toString().replaceAll("[\\ud800-\\udfff]", "🌍");
  }

  @Test
  void statementsOfManyMegabytesAreRead() throws IOException {
    SqlTables table = TABLE.row("0", SqlTables.quoted("x".repeat(3 << 20)), "1");
    for (int i = 1; i < 60_000; i++) {
      table.add(String.valueOf(i), "'name " + i + "'", "'" + "y".repeat(100) + "'");
    }
    String text = table.text(Integer.MAX_VALUE);
    assertThat(text.length()).isGreaterThan(8 << 20);
    List<List<String>> rows = rows(text);
    assertThat(rows).hasSize(60_000);
    assertThat(rows.get(0).get(1)).hasSize(3 << 20);
    assertThat(rows.get(59_999)).containsExactly("59999", "name 59999");
  }

  @Test
  void aTruncatedDumpIsRefused() throws IOException {
    String text =
        TABLE.row("1", "'a'", "NULL").row("2", "'b\\'c'", "'x'").row("3", "'d'", "0").text(2);
    int end = text.indexOf("UNLOCK TABLES;") + "UNLOCK TABLES;".length();
    assertThat(rows(text.substring(0, end))).isEqualTo(rows(text)).hasSize(3);
    for (int length = 0; length < end; length++) {
      String part = text.substring(0, length);
      assertThatThrownBy(() -> rows(part))
          .as(part)
          .isInstanceOfAny(EOFException.class, DamagedInputException.class);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "(1,'a') | in a row of 3 values",
        "(1,'a',2,3) | in a row of 3 values",
        "(1,,2) | a value of name",
        "(1,'a',2)(3,'b',4) | a comma or a semicolon after a row",
        "(x,'a',2) | t.id must be a whole number, found x",
        "(NULL,'a',2) | t.id must be a whole number, found NULL",
        "(1234567890123456789,'a',2) | t.id must be a whole number"
      })
  void rowsThatCannotBeRightAreNamed(String rows, String fault) {
    String text = TABLE.row("1", "'a'", "2").text(9).replace("(1,'a',2)", rows);
    assertThatThrownBy(() -> rows(text)).hasMessageContaining(fault);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "INSERT INTO `u` VALUES (1,'a',2);",
        "INSERT INTO `t` (`name`,`id`,`note`) VALUES ('a',1,2);",
        "INSERT IGNORE INTO `t` VALUES (1,'a',2);",
        "REPLACE INTO `t` VALUES (1,'a',2);",
        "CREATE TABLE `u` (\n  `id` int\n);"
      })
  void statementsThatWouldBeMissedAreRefused(String statement) {
    String text = TABLE.text(9).replace("UNLOCK TABLES;", statement + "\nUNLOCK TABLES;");
    assertThatThrownBy(() -> rows(text)).isInstanceOf(DamagedInputException.class);
  }

  @Test
  void whatIsNoDumpIsRefused() {
    assertThatThrownBy(() -> open("Q1,Q2\n")).isInstanceOf(EOFException.class);
    assertThatThrownBy(() -> open("")).hasMessageContaining("no CREATE TABLE");
    assertThatThrownBy(() -> open("x".repeat(2 << 20)))
        .hasMessageContaining("is not a dump of a table");
    assertThatThrownBy(() -> open(TABLE.text(1)).column("page_id"))
        .hasMessageContaining("the table t has no column page_id, it has [id, name, note]");
  }

  @Test
  void redirectsGetTheTitlesOfTheirPages() throws IOException {
    String redirect =
        SqlTables.redirects()
            .row("17", "0", "'Q42'", "''", "''")
            .row("12", "0", "'Q7'", "NULL", "NULL")
            .row("13", "120", "'P31'", "''", "''")
            .row("14", "0", "'Q8'", "'de'", "''")
            .row("15", "0", "'Not_an_item'", "''", "''")
            .row("16", "0", "'Q9'", "''", "''")
            .text(2);
    String page =
        SqlTables.pages()
            .row("11", "0", "'Q42'", "0")
            .row("12", "0", "'Q100'", "1")
            .row("13", "120", "'P32'", "1")
            .row("14", "0", "'Q101'", "1")
            .row("15", "0", "'Q102'", "1")
            .row("16", "4", "'Q103'", "1")
            .row("17", "0", "'Q104'", "1")
            .text(3);
    SqlRedirects redirects = SqlRedirects.read(open(redirect));
    assertThat(redirects.size()).isEqualTo(3);
    LongPairs pairs = redirects.among(open(page));
    assertThat(LongStream.of(pairs.firsts())).containsExactly(100L, 104L);
    assertThat(LongStream.of(pairs.seconds())).containsExactly(7L, 42L);
    assertThat(Optional.of(pairs.size())).hasValue(2);
  }
}
