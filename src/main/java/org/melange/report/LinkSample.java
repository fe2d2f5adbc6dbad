package org.melange.report;

import java.util.List;

/**
 * A sample of links.
 *
 * @param seed of the draw
 * @param all the number of links that it was drawn from
 * @param answered whether the right entities are known
 * @param doubt which links count as doubtful, in words
 * @param links in the order of the draw
 */
public record LinkSample(
    long seed, String all, boolean answered, String doubt, List<ShownLink> links) {

  /** The image statuses of the sample, sorted. */
  public List<String> statuses() {
    return links.stream().map(ShownLink::imageStatus).distinct().sorted().toList();
  }

  /** The number of links. */
  public int size() {
    return links.size();
  }
}
