package org.melange.spark.wikidata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.melange.kb.wikidata.LongPairs;
import org.melange.run.ExitCode;
import org.melange.run.JobException;
import org.melange.testing.SqlTables;

/** Redirects from Wikidata's dumps of two tables. */
class RedirectDumpsTest {

  private static final SqlTables REDIRECTS = redirects();
  private static final SqlTables PAGES = pages();

  @TempDir private Path dir;

  private static SqlTables redirects() {
    SqlTables table = SqlTables.redirects();
    for (int i = 1; i <= 400; i++) {
      table.add(String.valueOf(i), "0", "'Q" + 7 * i + "'", "''", "''");
    }
    return table;
  }

  private static SqlTables pages() {
    SqlTables table = SqlTables.pages();
    for (int i = 1; i <= 400; i++) {
      table.add(String.valueOf(i), "0", "'Q" + (10_000 + i) + "'", "1");
    }
    return table;
  }

  private static LongPairs read(Path first, Path second) {
    return RedirectDumps.of(first + "," + second).orElseThrow().read();
  }

  @ParameterizedTest
  @CsvSource({"redirect.sql,page.sql", "r.sql.gz,p.sql.bz2", "r.sql.bz2,p.sql.gz"})
  void bothTablesAreReadInAnyOrder(String first, String second) {
    Path redirects = REDIRECTS.write(dir.resolve(first));
    Path pages = PAGES.write(dir.resolve(second));
    LongPairs pairs = read(redirects, pages);
    assertThat(pairs.size()).isEqualTo(400);
    assertThat(pairs.firsts()[9]).isEqualTo(10_010);
    assertThat(pairs.seconds()[9]).isEqualTo(70);
    assertThat(read(pages, redirects).firsts()).isEqualTo(pairs.firsts());
  }

  @ParameterizedTest
  @ValueSource(strings = {"t.sql", "t.sql.gz", "t.sql.bz2"})
  void truncatedFilesAreRefused(String name) throws IOException {
    Path redirects = REDIRECTS.write(dir.resolve("redirect.sql"));
    Path pages = PAGES.write(dir.resolve("page.sql"));
    for (SqlTables table : new SqlTables[] {REDIRECTS, PAGES}) {
      Path file = table.write(dir.resolve(name));
      byte[] bytes = Files.readAllBytes(file);
      // What follows the rows, or bzip2's trailer, may be missing.
      int end = bytes.length - (name.endsWith("sql") ? 70 : 16);
      for (int length = 0; length < end; length += Math.max(1, end / 13)) {
        Files.write(file, Arrays.copyOf(bytes, length));
        assertRefused(
            () -> read(table == REDIRECTS ? file : redirects, table == PAGES ? file : pages),
            file.toString());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"t.sql.gz", "t.sql.bz2"})
  void damagedFilesAreReadCompletelyOrRefused(String name) throws IOException {
    Path pages = PAGES.write(dir.resolve("page.sql"));
    Path file = REDIRECTS.write(dir.resolve(name));
    byte[] whole = Files.readAllBytes(file);
    Random random = new Random(43);
    int refused = 0;
    for (int round = 0; round < 200; round++) {
      byte[] bytes = whole.clone();
      int bit = random.nextInt(8 * bytes.length);
      bytes[bit / 8] ^= (byte) (1 << bit % 8);
      Files.write(file, bytes);
      try {
        assertThat(read(file, pages).size()).isEqualTo(400);
      } catch (JobException e) {
        assertThat(e.exitCode()).isEqualTo(ExitCode.INPUT);
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(150);
  }

  @Test
  void otherTablesAreRefused() {
    Path redirects = REDIRECTS.write(dir.resolve("redirect.sql"));
    Path again = REDIRECTS.write(dir.resolve("again.sql"));
    Path other = new SqlTables("langlinks", "ll_from").write(dir.resolve("other.sql"));
    assertRefused(() -> read(redirects, again), "a dump of the table redirect, not of page");
    assertRefused(() -> read(other, redirects), "a dump of the table langlinks, not of page");
    assertRefused(() -> read(redirects, dir.resolve("absent.sql.gz")), "absent.sql.gz");
  }

  private static void assertRefused(ThrowingCallable reading, String message) {
    assertThatThrownBy(reading)
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.INPUT))
        .hasMessageContaining(message);
  }

  @Test
  void oneDumpAloneIsRefused() {
    assertThat(RedirectDumps.of("redirects.csv")).isEmpty();
    assertThat(RedirectDumps.of("s3a://b/redirects,old.csv")).isEmpty();
    for (String option : new String[] {"redirect.sql.gz", "a.sql,b.sql,c.sql", "a.sql,b.csv"}) {
      assertThatThrownBy(() -> RedirectDumps.of(option))
          .isInstanceOfSatisfying(
              JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
          .hasMessageContaining("--redirects needs both dumps");
    }
  }
}
