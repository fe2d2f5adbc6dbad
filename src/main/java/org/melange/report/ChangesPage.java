package org.melange.report;

import java.util.List;

/**
 * The content of a backfill's report.
 *
 * @param title the heading
 * @param lead paragraphs below the heading
 * @param warnings what a reader must know before any number; may be empty
 * @param headlines counts
 * @param charts changed links by kind and by cause
 * @param flows the largest changes from one entity to another one, by kind
 * @param removed entities that the knowledge base does not have any more
 * @param sample some of the changed links
 */
public record ChangesPage(
    String title,
    List<String> lead,
    List<String> warnings,
    List<Headline> headlines,
    List<BarChart> charts,
    List<Flows> flows,
    RemovedEntities removed,
    ChangeSample sample) {

  /**
   * The changes from entity to entity of one kind.
   *
   * @param id the anchor
   * @param title the heading
   * @param lead what the kind means
   * @param note how many links are not shown; may be empty
   * @param flows those with the most links
   */
  public record Flows(String id, String title, String lead, String note, List<Flow> flows) {}

  /**
   * Links that changed from one entity to another one.
   *
   * @param before the earlier entity
   * @param after the entity of now
   * @param links how many they are
   */
  public record Flow(ShownEntity before, ShownEntity after, long links) {

    /** The number of links as text. */
    public String count() {
      return Headline.count(links);
    }
  }

  /**
   * Entities that were removed.
   *
   * @param summary how many they are
   * @param entities those with the most links
   */
  public record RemovedEntities(String summary, List<RemovedEntity> entities) {}

  /**
   * An entity that was removed, and what became of its links.
   *
   * @param entity as it was
   * @param relinked links that have another entity
   * @param unlinked links that are NIL
   * @param gone mentions that are not found any more
   */
  public record RemovedEntity(ShownEntity entity, long relinked, long unlinked, long gone) {

    /** The number of links as text. */
    public String count() {
      return Headline.count(relinked + unlinked + gone);
    }

    /** What became of the links, as text. */
    public String outcome() {
      return "%s relinked, %s unlinked, %s gone"
          .formatted(Headline.count(relinked), Headline.count(unlinked), Headline.count(gone));
    }
  }

  /**
   * A sample of changed links.
   *
   * @param seed of the draw
   * @param all the number of links that it was drawn from
   * @param links by kind, and within a kind in the order of the draw
   */
  public record ChangeSample(long seed, String all, List<ShownChange> links) {

    /** The number of links. */
    public int size() {
      return links.size();
    }
  }
}
