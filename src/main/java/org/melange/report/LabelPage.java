package org.melange.report;

import java.util.List;

/**
 * The page for labeling links.
 *
 * @param title the heading
 * @param lead paragraphs below the heading
 * @param store identifies the draw, so that a browser keeps the answers of each apart
 * @param file the suggested name of the file with the answers
 * @param header the first line of that file
 * @param items the links
 */
public record LabelPage(
    String title, List<String> lead, String store, String file, String header, List<Item> items) {

  /**
   * A link to judge.
   *
   * @param link the link
   * @param record its line of the file, without the answer
   */
  public record Item(ShownLink link, String record) {}
}
