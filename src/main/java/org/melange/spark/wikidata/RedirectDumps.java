package org.melange.spark.wikidata;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.melange.kb.wikidata.LongPairs;
import org.melange.kb.wikidata.SqlDump;
import org.melange.kb.wikidata.SqlRedirects;
import org.melange.run.JobException;
import org.melange.spark.input.InputErrors;
import org.melange.spark.input.InputFiles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Wikidata's own dumps of the tables {@code redirect} and {@code page}, plain or compressed. They
 * are read on the driver, row by row.
 *
 * @param first file of one of the tables
 * @param second file of the other
 */
record RedirectDumps(String first, String second) {

  private static final Logger LOG = LoggerFactory.getLogger(RedirectDumps.class);
  private static final Pattern SQL = Pattern.compile(".+\\.sql(\\.gz|\\.bz2)?");

  /**
   * The dumps that {@code --redirects} names; empty if it names another file.
   *
   * @throws JobException if it does not name two dumps
   */
  static Optional<RedirectDumps> of(String option) {
    List<String> files = Arrays.stream(option.split(",")).map(String::strip).toList();
    long dumps = files.stream().filter(file -> SQL.matcher(file).matches()).count();
    if (dumps == 0) {
      return Optional.empty();
    }
    if (dumps != 2 || files.size() != 2) {
      throw JobException.usage(
          "--redirects needs both dumps, such as redirect.sql.gz,page.sql.gz: " + option);
    }
    return Optional.of(new RedirectDumps(files.get(0), files.get(1)));
  }

  /**
   * Items and those that they redirect to.
   *
   * @throws JobException if a file is missing, truncated or damaged, or is of another table
   */
  LongPairs read() {
    boolean inOrder = tableOf(first).equals(SqlRedirects.REDIRECT);
    String redirects = inOrder ? first : second;
    String pages = inOrder ? second : first;
    SqlRedirects found = with(redirects, SqlRedirects.REDIRECT, SqlRedirects::read);
    LongPairs pairs = with(pages, SqlRedirects.PAGE, found::among);
    LOG.info(
        "Read {} redirects to items, {} of them of items that are pages in {}",
        found.size(),
        pairs.size(),
        pages);
    return pairs;
  }

  private static String tableOf(String file) {
    return with(file, "", SqlDump::table);
  }

  /** Reads something from a dump. */
  private interface Reading<T> {
    T of(SqlDump dump) throws IOException;
  }

  /**
   * @param table that the file must have; empty: any
   */
  private static <T> T with(String file, String table, Reading<T> reading) {
    try (SqlDump dump = SqlDump.open(InputFiles.open(file))) {
      if (!table.isEmpty() && !dump.table().equals(table)) {
        throw JobException.input(
            "%s is a dump of the table %s, not of %s".formatted(file, dump.table(), table));
      }
      return reading.of(dump);
    } catch (JobException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw InputErrors.of(file, e);
    }
  }
}
