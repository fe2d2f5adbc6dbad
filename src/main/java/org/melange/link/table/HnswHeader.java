package org.melange.link.table;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The first bytes of a graph, little-endian: who wrote the file, whose graph it is, how large its
 * levels are, and a CRC-32C of all that.
 *
 * @param segments SHA-256 of the sums of the segments that it covers, 64 hexadecimal digits
 * @param links that a node has at most; twice as many on the lowest level
 * @param entry the node that searches start from
 * @param nodes how many each level has, the lowest first, which has all
 */
@SuppressWarnings("ArrayRecordComponent") // made and read here, never compared
record HnswHeader(String segments, int links, int entry, int[] nodes) {

  /** Levels at most. */
  static final int LEVELS = 32;

  /** Its length. */
  static final int BYTES = FileHeader.BYTES;

  private static final FileHeader START = new FileHeader("MELGRAPH", "graph", 1);
  private static final int DIGEST_BYTES = 64;
  private static final int NODES_AT = 96;

  /** Nodes of the lowest level: entities. */
  int size() {
    return nodes[0];
  }

  /** Numbers of a node on a level: how many links it has, and room for as many as it may have. */
  int stride(int level) {
    return 1 + (level == 0 ? 2 * links : links);
  }

  /** From the start of the file to the nodes of a level, which the lowest does not list. */
  int nodesAt(int level) {
    return level == 0 ? BYTES : Math.toIntExact(end(level - 1));
  }

  /** From the start of the file to the links of a level. */
  int linksAt(int level) {
    return nodesAt(level) + (level == 0 ? 0 : Integer.BYTES * nodes[level]);
  }

  /** Bytes of the complete file. */
  long fileBytes() {
    return end(nodes.length - 1);
  }

  private long end(int level) {
    return linksAt(level) + (long) Integer.BYTES * nodes[level] * stride(level);
  }

  byte[] encode() {
    ByteBuffer buffer = START.open();
    buffer.putInt(links).putInt(entry).putInt(nodes.length).putInt(0);
    buffer.put(segments.getBytes(StandardCharsets.US_ASCII));
    for (int level = 0; level < nodes.length; level++) {
      buffer.putInt(NODES_AT + level * Integer.BYTES, nodes[level]);
    }
    return FileHeader.seal(buffer);
  }

  /**
   * Reads a header.
   *
   * @param file all of it
   * @throws IllegalArgumentException saying what is wrong with the file
   */
  static HnswHeader decode(ByteBuffer file) {
    return START.read(file, HnswHeader::rest);
  }

  private static HnswHeader rest(ByteBuffer buffer) {
    int links = buffer.getInt();
    int entry = buffer.getInt();
    int levels = buffer.getInt();
    buffer.getInt();
    byte[] digest = new byte[DIGEST_BYTES];
    buffer.get(digest);
    FileHeader.require(levels > 0 && levels <= LEVELS, "has " + levels + " levels");
    int[] nodes = new int[levels];
    buffer.position(NODES_AT).asIntBuffer().get(nodes);
    HnswHeader header =
        new HnswHeader(new String(digest, StandardCharsets.US_ASCII), links, entry, nodes);
    FileHeader.requireLength(buffer.limit(), header.fileBytes());
    return header;
  }
}
