package org.melange.web;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * Addresses that begin with the same bits, as {@code 10.0.0.0/8} names them.
 *
 * @param first the first address, four or sixteen bytes
 * @param bits how many bits they share
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record AddressBlock(byte[] first, int bits) {

  /**
   * Reads a block or a single address.
   *
   * @throws IllegalArgumentException if it is neither
   */
  static AddressBlock parse(String text) {
    int slash = text.indexOf('/');
    byte[] first = literal(slash < 0 ? text : text.substring(0, slash));
    int bits = slash < 0 ? 8 * first.length : number(text, text.substring(slash + 1));
    if (bits < 0 || bits > 8 * first.length) {
      throw new IllegalArgumentException(text + " is not an address block");
    }
    return new AddressBlock(first, bits);
  }

  /** Whether {@code text} has the form of an address rather than that of a host's name. */
  static boolean isLiteral(String text) {
    return text.indexOf(':') >= 0 || text.matches("\\d{1,3}(\\.\\d{1,3}){3}");
  }

  private static byte[] literal(String text) {
    if (!isLiteral(text)) {
      throw new IllegalArgumentException("'" + text + "' is not an address"); // never looked up
    }
    try {
      return InetAddress.getByName(text).getAddress();
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("'" + text + "' is not an address", e);
    }
  }

  private static int number(String block, String bits) {
    if (!bits.matches("\\d{1,3}")) {
      throw new IllegalArgumentException(block + " is not an address block");
    }
    return Integer.parseInt(bits);
  }

  /** Whether {@code address} is one of them. */
  boolean contains(byte[] address) {
    if (address.length != first.length) {
      return false;
    }
    int whole = bits / 8;
    int rest = bits % 8;
    int mask = 0xff << (8 - rest) & 0xff;
    return Arrays.equals(address, 0, whole, first, 0, whole)
        && (rest == 0 || (address[whole] & mask) == (first[whole] & mask));
  }
}
