package org.melange.report;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The strata of a report's sample. A stratum is a group and an image status. The groups get equally
 * many rows, and so do the image statuses of a group. So the sample shows what is rare, and its
 * shares are not those of the run.
 */
public final class SampleStrata {

  /** Image statuses that are no problem. */
  public static final Set<String> NOTHING_WRONG = Set.of("ok", "none", "unused");

  private SampleStrata() {}

  /** Why a link is of interest; a link is of the first group that fits. */
  public enum Group {
    /** The link is known to be wrong. */
    WRONG,
    /** There is no entity. */
    NIL,
    /** Confidence or margin is among the lowest. */
    DOUBTFUL,
    /** The image could not be used. */
    IMAGE,
    /** Any other link. */
    PLAIN;

    /** The code in names of strata. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The name of a stratum. */
  public static String name(Group group, String imageStatus) {
    return group.code() + "/" + imageStatus;
  }

  /**
   * How many links of each stratum a sample has.
   *
   * @param sizes the number of links of each stratum
   * @param size of the sample
   */
  public static Map<String, Long> quotas(Map<String, Long> sizes, int size) {
    Map<String, Map<String, Long>> groups =
        sizes.entrySet().stream()
            .collect(
                Collectors.groupingBy(
                    entry -> entry.getKey().substring(0, entry.getKey().indexOf('/')),
                    TreeMap::new,
                    Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    Map<String, Long> totals = new TreeMap<>();
    groups.forEach(
        (group, strata) ->
            totals.put(group, strata.values().stream().mapToLong(Long::longValue).sum()));
    Map<String, Long> shares = Allocation.equal(totals, size);
    Map<String, Long> quotas = new TreeMap<>();
    groups.forEach((group, strata) -> quotas.putAll(Allocation.equal(strata, shares.get(group))));
    return quotas;
  }
}
