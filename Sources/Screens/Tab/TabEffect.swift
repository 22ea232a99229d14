/// An effect that a tab requests.
public enum TabEffect: Hashable, Sendable {
  /// Background work; the response arrives later.
  case request(Request)
  /// Call off a request.
  case cancel(Request)
  /// Bring another tab to the front, and show it something.
  case open(Subject, in: TabName)
  /// Share this with the other tabs from now on.
  case adopt(Subject)
  /// Let the user type the tab's filter.
  case editFilter
  /// Set these breakpoints in every tab.
  case stop(at: Breakpoints)
}
