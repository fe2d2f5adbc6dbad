package org.melange.config;

import static java.util.Objects.requireNonNull;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A split of a data set, such as {@code dev}, or a part of it that a seed selects: {@code
 * train:0.1} is a tenth of the training split.
 *
 * @param name of the whole split
 * @param share of its posts; 1 for the whole split
 */
public record Split(String name, double share) {

  private static final Pattern PART = Pattern.compile("([^:]+):(0?\\.[0-9]+)");

  /**
   * @throws IllegalArgumentException if the share is not in (0, 1]
   */
  public Split {
    requireNonNull(name, "name");
    if (!(share > 0 && share <= 1)) {
      throw new IllegalArgumentException("share of " + name + " is " + share);
    }
  }

  /**
   * Reads what {@link #toString} gives.
   *
   * @throws IllegalArgumentException if it is not a name, or a name and a share below 1
   */
  public static Split of(String text) {
    if (!text.contains(":")) {
      return new Split(text, 1);
    }
    Matcher part = PART.matcher(text);
    if (!part.matches() || Double.parseDouble(part.group(2)) == 0) {
      throw new IllegalArgumentException(
          "'"
              + text
              + "' is not a split: use a name such as dev, or a name and a share such as"
              + " train:0.1");
    }
    return new Split(part.group(1), Double.parseDouble(part.group(2)));
  }

  /** Whether this is a part of a split. */
  public boolean isPart() {
    return share < 1;
  }

  @Override
  public String toString() {
    return isPart() ? String.format(Locale.ROOT, "%s:%s", name, share) : name;
  }
}
