package org.melange.web;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Decides which addresses may be connected to: public ones, and those that the user allows. The
 * blocks of IANA's special-purpose registries (RFC 6890 and its successors) are not public:
 * loopback, private networks, link-local addresses (with the metadata services of clouds),
 * carrier-grade NAT, multicast, documentation, and IPv6 addresses that embed an IPv4 address.
 * Immutable.
 */
final class AddressRules {

  private static final List<AddressBlock> CLOSED =
      blocks(
          "0.0.0.0/8",
          "10.0.0.0/8",
          "100.64.0.0/10",
          "127.0.0.0/8",
          "168.63.129.16/32", // Azure's services for its machines, on a public address
          "169.254.0.0/16",
          "172.16.0.0/12",
          "192.0.0.0/24",
          "192.0.2.0/24",
          "192.88.99.0/24",
          "192.168.0.0/16",
          "198.18.0.0/15",
          "198.51.100.0/24",
          "203.0.113.0/24",
          "224.0.0.0/4",
          "240.0.0.0/4",
          "2001::/23", // Teredo among them
          "2001:db8::/32",
          "2002::/16", // 6to4
          "3fff::/20");

  /** The only IPv6 block of global unicast addresses that are assigned. */
  private static final AddressBlock GIVEN_OUT = AddressBlock.parse("2000::/3");

  /** The NAT64 prefix; the last four bytes are the IPv4 address. */
  private static final AddressBlock TRANSLATED = AddressBlock.parse("64:ff9b::/96");

  private final List<AddressBlock> allowedBlocks;
  private final Set<String> allowedHosts = new HashSet<>();

  /**
   * @param allow hosts, addresses and blocks that are allowed besides
   * @throws IllegalArgumentException if an entry is invalid
   */
  AddressRules(List<String> allow) {
    allowedBlocks = allow.stream().filter(AddressRules::isBlock).map(AddressBlock::parse).toList();
    allow.stream()
        .filter(entry -> !isBlock(entry))
        .map(AddressRules::host)
        .forEach(allowedHosts::add);
  }

  /** Whether a connection to {@code address}, found under the name {@code host}, may be made. */
  boolean mayConnect(String host, InetAddress address) {
    byte[] bytes = address.getAddress();
    return allowedHosts.contains(host.toLowerCase(Locale.ROOT))
        || allowedBlocks.stream().anyMatch(block -> block.contains(bytes))
        || isPublic(bytes);
  }

  private static boolean isPublic(byte[] address) {
    if (TRANSLATED.contains(address)) {
      return isPublic(Arrays.copyOfRange(address, 12, 16));
    }
    return (address.length == 4 || GIVEN_OUT.contains(address))
        && CLOSED.stream().noneMatch(block -> block.contains(address));
  }

  private static boolean isBlock(String entry) {
    return entry.indexOf('/') >= 0 || AddressBlock.isLiteral(entry);
  }

  private static String host(String entry) {
    if (!entry.matches("[A-Za-z0-9]([A-Za-z0-9_.-]*[A-Za-z0-9])?")) {
      throw new IllegalArgumentException("'" + entry + "' is neither a host nor an address block");
    }
    return entry.toLowerCase(Locale.ROOT);
  }

  private static List<AddressBlock> blocks(String... texts) {
    return Stream.of(texts).map(AddressBlock::parse).toList();
  }
}
