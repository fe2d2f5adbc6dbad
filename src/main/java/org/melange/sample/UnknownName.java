package org.melange.sample;

import java.util.List;
import java.util.stream.IntStream;
import org.melange.sample.flag.FlagSpec;

/**
 * A name that no entity of the sample goes by, and a flag to show with it.
 *
 * @param name the name
 * @param flag the flag
 */
record UnknownName(String name, FlagSpec flag) {

  /** The unknown names of a part. */
  static List<UnknownName> load(SamplePart part) {
    List<String> lines = SampleResources.lines("unknown.txt");
    return IntStream.range(0, lines.size())
        .filter(part::hasUnknown)
        .mapToObj(i -> parse(lines.get(i)))
        .toList();
  }

  private static UnknownName parse(String line) {
    String[] parts = line.split("\\|", 2);
    return new UnknownName(parts[0], FlagSpec.parse(parts[1]));
  }
}
