"""The chat in English."""

from typing import Final

from bot.chat.talk import Talk

ENGLISH: Final = Talk(
    between=" ",
    told_at_once="You will be told at once when {whom} {what}.",
    told_in_digest="You will be told in the daily digest when {whom} {what}.",
    of_any="any model",
    of_vendors="a model of {vendors}",
    of_models="a model like {models}",
    of_either="a model of {vendors} or one like {models}",
    but_not="{whom} (never one of {vendors})",
    moved={
        ("cut",): "gets cheaper",
        ("rise",): "gets dearer",
        ("cut", "rise"): "gets cheaper or dearer",
    },
    by="{moved} by {floor} or more",
    freed="becomes free",
    launched="is launched, withdrawn or renamed",
    redrawn="changes its terms in any other way",
    of_types="has news of type {types}",
    any_size="Small moves add up; announced prices and new terms count whatever their size.",
    blind="When a price page cannot be read for a day, you hear that too.",
    messages=("no message", "one message", "{count} messages"),
    frequency="In the last {days} days that would have been {messages}.",
    short_record=(
        "Prices are recorded since {date} only; since then that would have been {messages}."
    ),
    no_record="No prices are recorded yet, so nobody can say how often that will be.",
    questions={
        "vendors": "Whose prices?",
        "kinds": "What do you want to hear of?",
        "floor": "From which change on?",
        "when": "At once, or once a day?",
    },
    single_models=(
        "Single models are chosen in one line: <code>/subscribe glm-* cut free 20%</code>"
    ),
    so_far="So far:",
    back="‹ Back",
    on="Next ›",
    cancel="Cancel",
    all_vendors="All vendors",
    kinds={
        "cut": "Cheaper",
        "free": "Free",
        "rise": "Dearer",
        "launch": "New and withdrawn models",
    },
    all_kinds="Everything",
    any_change="Any",
    at_once="At once",
    in_digest="Daily digest",
    one_kind="One of them has to stay.",
    dropped="Cancelled; everything is as it was.",
    not_yours="Somebody else is choosing here. /subscribe begins your own.",
    over="This has been decided already. /subscribe begins anew.",
    hello=(
        "Hello! I read the price pages of LLM vendors and tell you when something gets cheaper"
        " or free.\n\nOne button is enough; /subscribe lets you choose, /help shows the rest."
    ),
    quick="All cuts and free models",
    here_already="I am here. /subscriptions shows what I tell you, /help what else I can do.",
    welcome_back=(
        "Welcome back! /subscribe lets you choose what I tell you.",
        "Welcome back! Your subscription is active again.",
        "Welcome back! Your {count} subscriptions are active again.",
    ),
    had_already="You have that subscription already.",
    full=(
        "There are {count} subscriptions here, and more are not possible. /unsubscribe makes room."
    ),
    change="✎ Change",
    try_it="🔔 Test",
    bad_word=(
        "<code>{word}</code> is neither a vendor, a model such as <code>glm-*</code>, a kind"
        " (cut, free, rise, launch, all) nor a percentage."
    ),
    bad_number=(
        "<code>{word}</code>: a percentage is below 100 and has its sign, such as"
        " <code>20%</code>."
    ),
    long_rule="That is too long for one subscription; make several of it.",
    did_you_mean="Did you mean <code>{nearest}</code>?",
    example="For example: <code>/subscribe deepseek glm-* cut free 20%</code>",
    list_head="What I tell here",
    list_none="There are no subscriptions here. /subscribe makes one.",
    item="<b>{number}.</b> {sentence}",
    paused="⏸ Paused.",
    legend="⏸ pause  ▶ resume  ✎ change  🗑 end  🔔 test",
    ended="Ended. To have it again: <code>{rule}</code>",
    no_such="There is no subscription <code>{word}</code> here; /subscriptions shows them.",
    end_all="🗑 End all",
    really_all=(
        "End all subscriptions?",
        "End your subscription?",
        "End all {count} subscriptions?",
    ),
    yes_all="Yes, end",
    ended_all="It is done: I tell you nothing any more. /subscribe begins anew.",
    no_keep="No, keep",
    nothing_changed="Everything stays as it is.",
    test="🔔 <b>Only a test.</b> Nothing has changed; this is how it looks when something does.",
    tested="Sent.",
    nothing_to_show="No price is known yet that it could be shown with.",
    muted="You hear nothing until {time}; what happens meanwhile is told then.",
    unmuted="You are told again.",
    mute_how="For how long? <code>/mute 8h</code> or <code>/mute 2d</code>",
    quiet=(
        "You hear nothing between {begins} and {ends} ({zone}); what happens then is told after."
    ),
    quiet_but_free=(
        "You hear nothing between {begins} and {ends} ({zone}), but of models that become free;"
        " what else happens then is told after."
    ),
    quiet_off="There are no quiet hours.",
    quiet_how=(
        "From when to when? <code>/quiet 23:00-08:00</code>; with <code>free</code> behind it,"
        " models that become free are told all the same."
    ),
    digest="Everything comes together once a day, at {time} ({zone}).",
    digest_off="You are told at once.",
    digest_how="At what time? <code>/digest 09:00</code>",
    no_subscription_yet="There is nothing to tell yet: /subscribe begins.",
    unclear="I do not understand <code>{word}</code>.",
    now_so="Now: {state}",
    ends_with="<code>{command} off</code> ends it.",
    language="I speak English here now.",
    language_how="Which language?",
    zone="Times are those of {zone} now, where it is {time}.",
    zone_how="Which city or time zone? <code>/timezone Berlin</code>, <code>/timezone +8</code>",
    no_zone="I know no time zone <code>{word}</code>.",
    currency="Beside the vendor's own price you see {currency} now.",
    currency_off="Beside the vendor's own price you see {currency}, as usual.",
    currency_how="Which currency do you want to see beside the vendor's own?",
    no_currency="I know no exchange rate of <code>{word}</code>; there are {known}.",
    own_currency="As usual",
    stop_ask=(
        "Delete all that I know of this chat? Subscriptions ({count}), language, hours:"
        " it cannot be undone."
    ),
    yes_stop="Yes, delete",
    stopped="Done: I know nothing of this chat any more. /start begins anew.",
    greeting=(
        "Hello! I tell this group when an LLM vendor gets cheaper or free. Everybody may ask me"
        " (/help); what I tell is for the admins to choose: one button is enough."
    ),
    only_admins="Only admins of this group can change that. Everybody may ask: /help",
    channel_unknown="I can find no channel {name}, or I am no admin of it.",
    channel_not_yours="Only an admin of {name} can do that.",
    channel_bot="First make me an admin of {name} who may post there.",
    channel_in_private="Write me that in our private chat.",
    channel_ready=(
        "I can post in {title} now. What is it to tell?"
        " The button is enough; or <code>{example}</code>"
    ),
    in_channel="<b>{title}</b>: {text}",
    vendor_muted=(
        "{vendor} had been muted before.",
        "{vendor} is muted.",
        "{vendor} is muted in {count} subscriptions.",
    ),
    vendor_heard="{vendor} is heard again.",
    undo_mute="↩ Hear {vendor} again",
    which_wrong="Which of it looks wrong?",
    doubted="Thank you! Somebody will look at it.",
    doubted_before="Thank you! It is being looked at already.",
    old_button="This button is too old.",
    approved="Approved: it is told with the next round.",
    rejected="Rejected: the price that was known stays.",
    not_held="This is not held any more.",
    no_evidence="The pages that prove it are not kept any more.",
    only_operators="Only operators can do that.",
    admin_sources="<b>Sources</b>: {well} of {count} pages are read",
    admin_ill="{page}: since {since}: {reason}",
    admin_deliveries="<b>Deliveries</b> of 24 hours",
    admin_traffic="{channel}: {due} due, {waiting} waiting, {failed} failed, {sent} sent",
    admin_failing="<b>Failing</b>",
    admin_failing_since="{target}: since {since}: {error}",
    admin_recipients="<b>Recipients</b>",
    admin_census=(
        "{channel}: {active} here, {gone} gone; {subscriptions} subscriptions, {paused} paused"
    ),
    admin_held="<b>Held</b>: {count}",
)
