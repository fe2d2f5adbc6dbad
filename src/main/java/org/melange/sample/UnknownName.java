package org.melange.sample;

import java.util.List;

/**
 * A name that no entity of the sample goes by, and a flag to show with it.
 *
 * @param name the name
 * @param flag the flag
 */
record UnknownName(String name, FlagSpec flag) {

  /** The unknown names that ship with Melange. */
  static List<UnknownName> load() {
    return SampleResources.lines("unknown.txt").stream().map(UnknownName::parse).toList();
  }

  private static UnknownName parse(String line) {
    String[] parts = line.split("\\|", 2);
    return new UnknownName(parts[0], FlagSpec.parse(parts[1]));
  }
}
