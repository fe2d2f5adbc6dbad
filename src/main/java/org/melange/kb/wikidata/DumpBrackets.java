package org.melange.kb.wikidata;

import java.util.Optional;

/**
 * The brackets among the lines of a dump, or of a part of it. A dump is an array: its first line is
 * {@code [}, its last line is {@code ]}, and no other line is one of them. Blank lines do not
 * count. So a dump that was truncated anywhere is recognized. Immutable.
 *
 * @param lines the number of lines, without blank ones
 * @param opened the lines that are {@code [}
 * @param closed the lines that are {@code ]}
 * @param opens whether the first line is {@code [}
 * @param closes whether the last line is {@code ]}
 */
public record DumpBrackets(long lines, long opened, long closed, boolean opens, boolean closes) {

  /** The fault of a file without an end. */
  public static final String TRUNCATED = "its last line is not ], so it is truncated";

  /** A part without lines. */
  public static final DumpBrackets NONE = new DumpBrackets(0, 0, 0, false, false);

  /**
   * A line that is not blank.
   *
   * @param only its only byte; 0 if it has several
   */
  public static DumpBrackets ofLine(byte only) {
    boolean opens = only == '[';
    boolean closes = only == ']';
    return new DumpBrackets(1, opens ? 1 : 0, closes ? 1 : 0, opens, closes);
  }

  /** This part followed by another one. */
  public DumpBrackets then(DumpBrackets next) {
    if (lines == 0) {
      return next;
    }
    return next.lines == 0
        ? this
        : new DumpBrackets(
            lines + next.lines, opened + next.opened, closed + next.closed, opens, next.closes);
  }

  /** What is wrong with a file that has these brackets; empty if it is complete. */
  public Optional<String> fault() {
    if (lines == 0) {
      return Optional.of("it is empty");
    }
    if (!opens) {
      return Optional.of("its first line is not [, so its beginning is missing");
    }
    if (!closes) {
      return Optional.of(TRUNCATED);
    }
    if (opened != 1 || closed != 1) {
      return Optional.of(
          "it has " + opened + " lines [ and " + closed + " lines ], so it is not one dump");
    }
    return Optional.empty();
  }
}
