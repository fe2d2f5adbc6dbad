/**
 * HTTP clients for images in posts and for published weights. Other packages use {@link
 * org.melange.web.Fetcher} and {@link org.melange.web.Hub} and do not depend on the client library.
 *
 * <p>Addresses in posts are untrusted. {@link org.melange.web.HttpFetcher} therefore connects to
 * public addresses only. It checks each address when it connects, so that neither a redirect nor a
 * name that changes its address leads to an internal host.
 */
package org.melange.web;
