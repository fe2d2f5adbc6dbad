package org.melange.kb.wikidata;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import org.melange.kb.Qids;

/**
 * Redirects among items, from the tables {@code redirect} and {@code page} of Wikidata: a redirect
 * has the number of its page, and the page has the title. Takes 16 bytes a redirect.
 */
public final class SqlRedirects {

  /** The table that says which page redirects where. */
  public static final String REDIRECT = "redirect";

  /** The table that has the titles of pages. */
  public static final String PAGE = "page";

  /** The namespace of items. */
  private static final long ITEMS = 0;

  private final long[] pages;
  private final long[] targets;

  private SqlRedirects(long[] pages, long[] targets) {
    this.pages = pages;
    this.targets = targets;
  }

  /**
   * Reads the redirects to items. Those to other wikis and namespaces are left out.
   *
   * @param redirect the table {@link #REDIRECT}
   */
  public static SqlRedirects read(SqlDump redirect) throws IOException {
    int from = redirect.column("rd_from");
    int namespace = redirect.column("rd_namespace");
    int title = redirect.column("rd_title");
    int wiki = redirect.column("rd_interwiki");
    LongPairs pairs = new LongPairs();
    while (redirect.next()) {
      boolean here = redirect.text(wiki).orElse("").isEmpty();
      OptionalLong target = item(redirect, namespace, title);
      if (here && target.isPresent()) {
        pairs.add(redirect.number(from), target.getAsLong());
      }
    }
    LongPairs sorted = pairs.sorted();
    return new SqlRedirects(sorted.firsts(), sorted.seconds());
  }

  /** The number of redirects. */
  public int size() {
    return pages.length;
  }

  /**
   * The items that redirect, and those that they redirect to. A redirect whose page is not there is
   * left out.
   *
   * @param page the table {@link #PAGE}
   */
  public LongPairs among(SqlDump page) throws IOException {
    int id = page.column("page_id");
    int namespace = page.column("page_namespace");
    int title = page.column("page_title");
    LongPairs pairs = new LongPairs();
    while (page.next()) {
      int at = Arrays.binarySearch(pages, page.number(id));
      if (at >= 0) {
        OptionalLong item = item(page, namespace, title);
        if (item.isPresent()) {
          pairs.add(item.getAsLong(), targets[at]);
        }
      }
    }
    return pairs;
  }

  private static OptionalLong item(SqlDump row, int namespace, int title) {
    if (row.number(namespace) != ITEMS) {
      return OptionalLong.empty();
    }
    Optional<String> qid = row.text(title).filter(Qids::isValid);
    return qid.isPresent() ? OptionalLong.of(Qids.number(qid.get())) : OptionalLong.empty();
  }
}
