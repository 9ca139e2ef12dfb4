/* eslint-disable */
import * as types from './graphql';
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';

/**
 * Map of all GraphQL operations in the project.
 *
 * This map has several performance disadvantages:
 * 1. It is not tree-shakeable, so it will include all operations in the project.
 * 2. It is not minifiable, so the string of a GraphQL query will be multiple times inside the bundle.
 * 3. It does not support dead code elimination, so it will add unused operations.
 *
 * Therefore it is highly recommended to use the babel or swc plugin for production.
 * Learn more about it here: https://the-guild.dev/graphql/codegen/plugins/presets/preset-client#reducing-bundle-size
 */
type Documents = {
    "\n  fragment DraftOriginFields on DraftOrigin {\n    engine\n    model\n    insteadOf\n  }\n": typeof types.DraftOriginFieldsFragmentDoc,
    "\n  query SendTime($rule: RuleInput, $segmentId: ID) {\n    sendTimeRecommendation(rule: $rule, segmentId: $segmentId) {\n      best {\n        weekday\n        hour\n        next\n      }\n      confidence\n      reason\n      people\n      orders\n      histogram {\n        weekday\n        hour\n        orders\n        delivered\n      }\n      timeZone\n    }\n  }\n": typeof types.SendTimeDocument,
    "\n  fragment CampaignActionsFields on Campaign {\n    id\n    name\n    message\n    channel\n    rule\n    progress {\n      ...CampaignProgressFields\n    }\n  }\n": typeof types.CampaignActionsFieldsFragmentDoc,
    "\n  fragment CampaignAudienceFields on Campaign {\n    channel\n    sentence\n    rule\n    segment {\n      id\n      name\n    }\n    progress {\n      ...CampaignProgressFields\n    }\n  }\n": typeof types.CampaignAudienceFieldsFragmentDoc,
    "\n  query CampaignAudienceSize($rule: RuleInput!, $channel: Channel!) {\n    segmentPreview(rule: $rule, channel: $channel) {\n      count\n      reachable\n    }\n  }\n": typeof types.CampaignAudienceSizeDocument,
    "\n  query CampaignPage($id: ID!) {\n    campaign(id: $id) {\n      id\n      name\n      channel\n      message\n      createdAt\n      launchedAt\n      finishedAt\n      ...CampaignActionsFields\n      ...CampaignAudienceFields\n      ...CampaignRateFields\n      ...FailureReasonsFields\n      ...CampaignTagsFields\n      progress {\n        ...CampaignProgressFields\n      }\n    }\n  }\n": typeof types.CampaignPageDocument,
    "\n  subscription CampaignProgress($id: ID!) {\n    campaignProgress(id: $id) {\n      ...CampaignProgressFields\n    }\n  }\n": typeof types.CampaignProgressDocument,
    "\n  fragment CampaignRateFields on Campaign {\n    id\n    ratePerSecond\n    progress {\n      ...CampaignProgressFields\n    }\n  }\n": typeof types.CampaignRateFieldsFragmentDoc,
    "\n  mutation CampaignUpdate($input: CampaignUpdateInput!) {\n    campaignUpdate(input: $input) {\n      campaign {\n        ...CampaignOutcome\n      }\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n": typeof types.CampaignUpdateDocument,
    "\n  fragment CampaignRowFields on Campaign {\n    id\n    name\n    createdAt\n    launchedAt\n    progress {\n      ...CampaignProgressFields\n    }\n  }\n": typeof types.CampaignRowFieldsFragmentDoc,
    "\n  query CampaignSeries($id: ID!) {\n    campaign(id: $id) {\n      id\n      series {\n        at\n        accepted\n        delivered\n        failed\n      }\n    }\n  }\n": typeof types.CampaignSeriesDocument,
    "\n  query CampaignSummary($id: ID!) {\n    campaign(id: $id) {\n      id\n      summary {\n        text\n        sentences\n        comparedWith\n        highlights {\n          by\n          label\n          messages\n          delivered\n          deliveryRate\n          usualRate\n        }\n        origin {\n          ...DraftOriginFields\n        }\n      }\n    }\n  }\n": typeof types.CampaignSummaryDocument,
    "\n  subscription CampaignsChanged {\n    campaignsChanged {\n      ...CampaignRowFields\n    }\n  }\n": typeof types.CampaignsChangedDocument,
    "\n  query CampaignDeliveries($id: ID!, $status: [MessageStatus!], $first: Int!, $after: String) {\n    campaign(id: $id) {\n      id\n      deliveries(status: $status, first: $first, after: $after) {\n        nodes {\n          ...DeliveryRowFields\n        }\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n      }\n    }\n  }\n": typeof types.CampaignDeliveriesDocument,
    "\n  fragment DeliveryRowFields on Delivery {\n    id\n    customerId\n    customerExternalId\n    customerName\n    status\n    reason\n    message\n    sentAt\n    finishedAt\n  }\n": typeof types.DeliveryRowFieldsFragmentDoc,
    "\n  fragment FailureReasonsFields on Campaign {\n    failures {\n      status\n      reason\n      count\n    }\n  }\n": typeof types.FailureReasonsFieldsFragmentDoc,
    "\n  fragment CampaignOutcome on Campaign {\n    id\n    launchedAt\n    finishedAt\n    ratePerSecond\n    progress {\n      ...CampaignProgressFields\n    }\n  }\n": typeof types.CampaignOutcomeFragmentDoc,
    "\n  mutation CampaignLaunch($input: CampaignLaunchInput!) {\n    result: campaignLaunch(input: $input) {\n      campaign {\n        ...CampaignOutcome\n      }\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n": typeof types.CampaignLaunchDocument,
    "\n  mutation CampaignPause($input: CampaignPauseInput!) {\n    result: campaignPause(input: $input) {\n      campaign {\n        ...CampaignOutcome\n      }\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n": typeof types.CampaignPauseDocument,
    "\n  mutation CampaignResume($input: CampaignResumeInput!) {\n    result: campaignResume(input: $input) {\n      campaign {\n        ...CampaignOutcome\n      }\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n": typeof types.CampaignResumeDocument,
    "\n  mutation CampaignCancel($input: CampaignCancelInput!) {\n    result: campaignCancel(input: $input) {\n      campaign {\n        ...CampaignOutcome\n      }\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n": typeof types.CampaignCancelDocument,
    "\n  mutation CampaignRetryFailed($input: CampaignRetryFailedInput!) {\n    result: campaignRetryFailed(input: $input) {\n      campaign {\n        ...CampaignOutcome\n      }\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n": typeof types.CampaignRetryFailedDocument,
    "\n  fragment CampaignTagsFields on Campaign {\n    id\n    tags {\n      name\n      suggested\n    }\n  }\n": typeof types.CampaignTagsFieldsFragmentDoc,
    "\n  mutation CampaignSetTags($input: CampaignSetTagsInput!) {\n    campaignSetTags(input: $input) {\n      campaign {\n        ...CampaignTagsFields\n      }\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n": typeof types.CampaignSetTagsDocument,
    "\n  query CampaignTagNames {\n    campaignTags\n  }\n": typeof types.CampaignTagNamesDocument,
    "\n  query Campaigns(\n    $first: Int!\n    $after: String\n    $search: String\n    $status: [CampaignStatus!]\n    $tag: String\n  ) {\n    campaigns(first: $first, after: $after, search: $search, status: $status, tag: $tag) {\n      nodes {\n        ...CampaignRowFields\n        ...CampaignTagsFields\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n": typeof types.CampaignsDocument,
    "\n  query MessagePreview($message: String!, $rule: RuleInput!, $channel: Channel!) {\n    messagePreview(message: $message, rule: $rule, channel: $channel) {\n      audience\n      reachable\n      checkedCount\n      missingCount\n      tooLongCount\n      samples {\n        customerExternalId\n        customerName\n        text\n      }\n      userErrors {\n        code\n        message\n        path\n      }\n    }\n  }\n": typeof types.MessagePreviewDocument,
    "\n  fragment CampaignProgressFields on CampaignProgress {\n    campaign {\n      id\n    }\n    status\n    audience\n    pending\n    sent\n    delivered\n    failed\n    unknown\n    skipped\n    unaccounted\n    accepted\n    deliveryRate\n    messagesPerSecond\n    etaSeconds\n    sequence\n  }\n": typeof types.CampaignProgressFieldsFragmentDoc,
    "\n  query ComposeAudience($rule: RuleInput!, $channel: Channel!) {\n    segmentPreview(rule: $rule, channel: $channel) {\n      count\n      reachable\n      sentence\n    }\n  }\n": typeof types.ComposeAudienceDocument,
    "\n  subscription ComposeAudienceChanged($rule: RuleInput!, $channel: Channel!) {\n    segmentPreview(rule: $rule, channel: $channel) {\n      count\n      reachable\n      sentence\n    }\n  }\n": typeof types.ComposeAudienceChangedDocument,
    "\n  query ComposeDraft($id: ID!) {\n    campaign(id: $id) {\n      id\n      name\n      status\n      channel\n      message\n      rule\n      ratePerSecond\n      segment {\n        id\n      }\n    }\n  }\n": typeof types.ComposeDraftDocument,
    "\n  query ComposeAttributes {\n    ruleFields {\n      name\n      attributes {\n        name\n      }\n    }\n  }\n": typeof types.ComposeAttributesDocument,
    "\n  query ComposeSegments($search: String!) {\n    segments(first: 20, search: $search) {\n      nodes {\n        id\n        name\n      }\n    }\n  }\n": typeof types.ComposeSegmentsDocument,
    "\n  query ComposeSegment($id: ID!) {\n    segment(id: $id) {\n      id\n      name\n    }\n  }\n": typeof types.ComposeSegmentDocument,
    "\n  mutation ComposeCreate($input: CampaignCreateInput!) {\n    result: campaignCreate(input: $input) {\n      campaign {\n        id\n        name\n      }\n      userErrors {\n        code\n        message\n        path\n      }\n    }\n  }\n": typeof types.ComposeCreateDocument,
    "\n  mutation ComposeUpdate($input: CampaignUpdateInput!) {\n    result: campaignUpdate(input: $input) {\n      campaign {\n        id\n        name\n        channel\n        message\n        ratePerSecond\n      }\n      userErrors {\n        code\n        message\n        path\n      }\n    }\n  }\n": typeof types.ComposeUpdateDocument,
    "\n  subscription MessageSuggested(\n    $goal: String!\n    $rule: RuleInput\n    $segmentId: ID\n    $channel: Channel!\n    $tone: MessageTone!\n  ) {\n    messageSuggestions(\n      goal: $goal\n      rule: $rule\n      segmentId: $segmentId\n      channel: $channel\n      tone: $tone\n    ) {\n      message\n      reason\n      length\n      fits\n      product {\n        sku\n        name\n        category\n        buyers\n        imageUrl\n      }\n      origin {\n        ...DraftOriginFields\n      }\n    }\n  }\n": typeof types.MessageSuggestedDocument,
    "\n  fragment CustomerFiguresFields on Customer {\n    spend\n    orderCount\n    visits\n    firstOrderAt\n    lastOrderAt\n  }\n": typeof types.CustomerFiguresFieldsFragmentDoc,
    "\n  query CustomerPage($id: ID!) {\n    customer(id: $id) {\n      id\n      externalId\n      name\n      ...CustomerFiguresFields\n      ...CustomerProfileFields\n      ...CustomerStandingFields\n    }\n  }\n": typeof types.CustomerPageDocument,
    "\n  fragment CustomerProfileFields on Customer {\n    email\n    phone\n    city\n    country\n    consent\n    tags\n    attributes\n    createdAt\n  }\n": typeof types.CustomerProfileFieldsFragmentDoc,
    "\n  query CustomerSegments($id: ID!, $first: Int!, $after: String) {\n    customer(id: $id) {\n      id\n      segments(first: $first, after: $after) {\n        nodes {\n          id\n          name\n          sentence\n        }\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n      }\n    }\n  }\n": typeof types.CustomerSegmentsDocument,
    "\n  query OtherSegments($search: String!) {\n    segments(first: 6, search: $search) {\n      nodes {\n        id\n        name\n        sentence\n      }\n    }\n  }\n": typeof types.OtherSegmentsDocument,
    "\n  fragment CustomerStandingFields on Customer {\n    rfm {\n      tier\n      recency\n      frequency\n      monetary\n    }\n    churnRisk\n  }\n": typeof types.CustomerStandingFieldsFragmentDoc,
    "\n  query CustomerOrders($id: ID!, $first: Int!, $after: String) {\n    customer(id: $id) {\n      id\n      orders(first: $first, after: $after) {\n        nodes {\n          id\n          externalId\n          amount\n          status\n          placedAt\n          channel\n          items {\n            sku\n            name\n            quantity\n          }\n        }\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n      }\n    }\n  }\n": typeof types.CustomerOrdersDocument,
    "\n  query CustomerMessages($id: ID!, $first: Int!, $after: String) {\n    customer(id: $id) {\n      id\n      messages(first: $first, after: $after) {\n        nodes {\n          id\n          status\n          reason\n          message\n          sentAt\n          finishedAt\n          campaign {\n            id\n            name\n            createdAt\n            launchedAt\n          }\n        }\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n      }\n    }\n  }\n": typeof types.CustomerMessagesDocument,
    "\n  query Membership($segmentId: ID!, $customerId: ID!) {\n    explainMembership(segmentId: $segmentId, customerId: $customerId) {\n      matches\n      asOf\n      nodes {\n        path\n        sentence\n        matches\n        actual\n      }\n    }\n  }\n": typeof types.MembershipDocument,
    "\n  query Customers($first: Int!, $after: String, $search: String, $sort: CustomerSort) {\n    customers(first: $first, after: $after, search: $search, sort: $sort) {\n      nodes {\n        ...CustomerRowFields\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n": typeof types.CustomersDocument,
    "\n  fragment CustomerRowFields on Customer {\n    id\n    externalId\n    name\n    city\n    spend\n    orderCount\n    lastOrderAt\n    tags\n    consent\n    rfm {\n      tier\n    }\n    churnRisk\n  }\n": typeof types.CustomerRowFieldsFragmentDoc,
    "\n  fragment DashboardTotals on Dashboard {\n    orders\n    revenue\n    messages {\n      audience\n      pending\n      sent\n      delivered\n      failed\n      unknown\n      skipped\n      accepted\n      deliveryRate\n    }\n  }\n": typeof types.DashboardTotalsFragmentDoc,
    "\n  query Dashboard($from: DateTime, $compare: Boolean!, $beforeFrom: DateTime, $beforeTo: DateTime) {\n    dashboard(from: $from) {\n      customers\n      activeCampaigns\n      ...DashboardTotals\n      recentCampaigns {\n        ...CampaignRowFields\n      }\n    }\n    before: dashboard(from: $beforeFrom, to: $beforeTo) @include(if: $compare) {\n      ...DashboardTotals\n    }\n  }\n": typeof types.DashboardDocument,
    "\n  query DashboardSales($from: DateTime) {\n    dashboard(from: $from) {\n      series {\n        from\n        to\n        orders\n        revenue\n      }\n    }\n  }\n": typeof types.DashboardSalesDocument,
    "\n  subscription DashboardCampaignsChanged {\n    campaignsChanged {\n      ...CampaignRowFields\n    }\n  }\n": typeof types.DashboardCampaignsChangedDocument,
    "\n  fragment IngestAnswer on IngestPayload {\n    batch {\n      id\n    }\n    acceptedCount\n    userErrors {\n      code\n      message\n      path\n    }\n  }\n": typeof types.IngestAnswerFragmentDoc,
    "\n  mutation CustomersIngest($input: CustomersIngestInput!) {\n    answer: customersIngest(input: $input) {\n      ...IngestAnswer\n    }\n  }\n": typeof types.CustomersIngestDocument,
    "\n  mutation OrdersIngest($input: OrdersIngestInput!) {\n    answer: ordersIngest(input: $input) {\n      ...IngestAnswer\n    }\n  }\n": typeof types.OrdersIngestDocument,
    "\n  subscription IngestProgress($batchId: ID!) {\n    ingestProgress(batchId: $batchId) {\n      id\n      persisted\n      deadLettered\n      finishedAt\n    }\n  }\n": typeof types.IngestProgressDocument,
    "\n  query RuleFromText($text: String!) {\n    segmentRuleFromText(text: $text) {\n      rule\n      sentence\n      count\n      assumptions\n      notUnderstood\n      certain\n      origin {\n        ...DraftOriginFields\n      }\n    }\n  }\n": typeof types.RuleFromTextDocument,
    "\n  query Segment($id: ID!) {\n    segment(id: $id) {\n      ...SegmentFields\n    }\n  }\n": typeof types.SegmentDocument,
    "\n  query SegmentChoices($search: String) {\n    segments(first: 20, search: $search) {\n      nodes {\n        id\n        name\n      }\n    }\n  }\n": typeof types.SegmentChoicesDocument,
    "\n  query ChosenSegment($id: ID!) {\n    segment(id: $id) {\n      id\n      name\n    }\n  }\n": typeof types.ChosenSegmentDocument,
    "\n  query Segments($first: Int!, $after: String, $search: String) {\n    segments(first: $first, after: $after, search: $search) {\n      nodes {\n        id\n        name\n        description\n        sentence\n        updatedAt\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n": typeof types.SegmentsDocument,
    "\n  query TemplateCount($rule: RuleInput!) {\n    segmentPreview(rule: $rule) {\n      count\n    }\n  }\n": typeof types.TemplateCountDocument,
    "\n  query RuleFields {\n    ruleFields {\n      name\n      label\n      kind\n      comparisons\n      values\n      attributes {\n        name\n        kinds\n      }\n    }\n  }\n": typeof types.RuleFieldsDocument,
    "\n  query Lookalike($segmentId: ID, $rule: RuleInput, $size: Int, $minimumSimilarity: Float) {\n    lookalikePreview(\n      segmentId: $segmentId\n      rule: $rule\n      size: $size\n      minimumSimilarity: $minimumSimilarity\n    ) {\n      seedCount\n      count\n      enough\n      reason\n      features {\n        name\n        label\n        weight\n        seed\n        everyone\n      }\n      sample(first: 5) {\n        similarity\n        customer {\n          id\n          externalId\n          name\n          city\n        }\n      }\n    }\n  }\n": typeof types.LookalikeDocument,
    "\n  query SizeOfSeed($rule: RuleInput!) {\n    segmentPreview(rule: $rule) {\n      count\n    }\n  }\n": typeof types.SizeOfSeedDocument,
    "\n  mutation SegmentCreateLookalike($input: SegmentCreateLookalikeInput!) {\n    segmentCreateLookalike(input: $input) {\n      segment {\n        ...SegmentFields\n      }\n      userErrors {\n        code\n        message\n        path\n      }\n    }\n  }\n": typeof types.SegmentCreateLookalikeDocument,
    "\n  query RulePreview($rule: RuleInput!, $segmentId: ID) {\n    segmentPreview(rule: $rule, segmentId: $segmentId) {\n      count\n      reachable\n      everyone\n      tookMs\n      sentence\n      nodes {\n        path\n        count\n      }\n      sample(first: 8) {\n        id\n        externalId\n        name\n        city\n        spend\n        lastOrderAt\n      }\n    }\n  }\n": typeof types.RulePreviewDocument,
    "\n  fragment SegmentFields on Segment {\n    id\n    name\n    description\n    rule\n    sentence\n    updatedAt\n    usedBy {\n      id\n      name\n    }\n  }\n": typeof types.SegmentFieldsFragmentDoc,
    "\n  query SegmentNow($id: ID!) {\n    segment(id: $id) {\n      ...SegmentFields\n    }\n  }\n": typeof types.SegmentNowDocument,
    "\n  query SegmentsNamed($name: String!) {\n    segments(first: 5, search: $name) {\n      nodes {\n        ...SegmentFields\n      }\n    }\n  }\n": typeof types.SegmentsNamedDocument,
    "\n  mutation SegmentCreate($input: SegmentCreateInput!) {\n    result: segmentCreate(input: $input) {\n      segment {\n        ...SegmentFields\n      }\n      userErrors {\n        code\n        message\n        path\n      }\n    }\n  }\n": typeof types.SegmentCreateDocument,
    "\n  mutation SegmentUpdate($input: SegmentUpdateInput!) {\n    result: segmentUpdate(input: $input) {\n      segment {\n        ...SegmentFields\n      }\n      userErrors {\n        code\n        message\n        path\n      }\n    }\n  }\n": typeof types.SegmentUpdateDocument,
    "\n  mutation SegmentDelete($input: SegmentDeleteInput!) {\n    segmentDelete(input: $input) {\n      deletedId\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n": typeof types.SegmentDeleteDocument,
    "\n  query SegmentCount($rule: RuleInput!) {\n    segmentPreview(rule: $rule) {\n      count\n    }\n  }\n": typeof types.SegmentCountDocument,
    "\n  query AssistantRuns($after: String) {\n    assistantRuns(first: 50, after: $after) {\n      nodes {\n        id\n        at\n        actorLabel\n        task\n        asked\n        engine\n        model\n        outcome\n        problem\n        tookMs\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n": typeof types.AssistantRunsDocument,
    "\n  query AuditLog($filter: AuditFilter, $after: String) {\n    auditLog(filter: $filter, first: 50, after: $after) {\n      nodes {\n        id\n        at\n        actor\n        actorLabel\n        action\n        subject\n        subjectLabel\n        address\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n": typeof types.AuditLogDocument,
    "\n  query DeadLetters($stream: String, $state: DeadLetterState, $code: String, $after: String) {\n    deadLetters(stream: $stream, state: $state, code: $code, first: 50, after: $after) {\n      nodes {\n        id\n        stream\n        state\n        code\n        reason\n        payload\n        createdAt\n        updatedAt\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n": typeof types.DeadLettersDocument,
    "\n  mutation DeadLettersReplay($input: DeadLettersReplayInput!) {\n    deadLettersReplay(input: $input) {\n      done: replayed\n      userErrors {\n        code\n        message\n        path\n      }\n    }\n  }\n": typeof types.DeadLettersReplayDocument,
    "\n  mutation DeadLettersDiscard($input: DeadLettersDiscardInput!) {\n    deadLettersDiscard(input: $input) {\n      done: discarded\n      userErrors {\n        code\n        message\n        path\n      }\n    }\n  }\n": typeof types.DeadLettersDiscardDocument,
    "\n  fragment ApiKeyFields on ApiKey {\n    id\n    name\n    shown\n    scopes\n    createdBy\n    createdAt\n    expiresAt\n    revokedAt\n    lastUsedAt\n  }\n": typeof types.ApiKeyFieldsFragmentDoc,
    "\n  query ApiKeys($after: String) {\n    apiKeys(first: 50, after: $after) {\n      nodes {\n        ...ApiKeyFields\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n": typeof types.ApiKeysDocument,
    "\n  mutation ApiKeyCreate($input: ApiKeyCreateInput!) {\n    apiKeyCreate(input: $input) {\n      apiKey {\n        ...ApiKeyFields\n      }\n      secret\n      userErrors {\n        code\n        message\n        path\n      }\n    }\n  }\n": typeof types.ApiKeyCreateDocument,
    "\n  mutation ApiKeyRevoke($input: ApiKeyRevokeInput!) {\n    apiKeyRevoke(input: $input) {\n      apiKey {\n        ...ApiKeyFields\n      }\n      userErrors {\n        code\n        message\n        path\n      }\n    }\n  }\n": typeof types.ApiKeyRevokeDocument,
    "\n  fragment PersonFields on Person {\n    id\n    name\n    email\n    role\n    createdAt\n    lastSeenAt\n  }\n": typeof types.PersonFieldsFragmentDoc,
    "\n  query People($after: String) {\n    people(first: 50, after: $after) {\n      nodes {\n        ...PersonFields\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n": typeof types.PeopleDocument,
    "\n  mutation PersonSetRole($input: PersonSetRoleInput!) {\n    personSetRole(input: $input) {\n      person {\n        ...PersonFields\n      }\n      userErrors {\n        code\n        message\n        path\n      }\n    }\n  }\n": typeof types.PersonSetRoleDocument,
    "\n  query Invitations {\n    invitations {\n      email\n      role\n      invitedBy\n      createdAt\n    }\n  }\n": typeof types.InvitationsDocument,
    "\n  mutation PersonInvite($input: PersonInviteInput!) {\n    personInvite(input: $input) {\n      invitation {\n        email\n        role\n      }\n      userErrors {\n        code\n        message\n        path\n      }\n    }\n  }\n": typeof types.PersonInviteDocument,
    "\n  mutation PersonUninvite($input: PersonUninviteInput!) {\n    personUninvite(input: $input) {\n      email\n      userErrors {\n        code\n        message\n        path\n      }\n    }\n  }\n": typeof types.PersonUninviteDocument,
    "\n  query ActorNames {\n    people(first: 200) {\n      nodes {\n        id\n        name\n        email\n      }\n    }\n    apiKeys(first: 200) {\n      nodes {\n        id\n        name\n      }\n    }\n  }\n": typeof types.ActorNamesDocument,
    "\n  query Viewer {\n    viewer {\n      id\n      label\n      permissions\n      timeZone\n      currency\n    }\n  }\n": typeof types.ViewerDocument,
    "\n  query Find($search: String!) {\n    customers(first: 4, search: $search) {\n      nodes {\n        id\n        name\n        externalId\n        city\n      }\n    }\n    segments(first: 4, search: $search) {\n      nodes {\n        id\n        name\n        sentence\n      }\n    }\n    campaigns(first: 4, search: $search) {\n      nodes {\n        id\n        name\n        status\n      }\n    }\n  }\n": typeof types.FindDocument,
};
const documents: Documents = {
    "\n  fragment DraftOriginFields on DraftOrigin {\n    engine\n    model\n    insteadOf\n  }\n": types.DraftOriginFieldsFragmentDoc,
    "\n  query SendTime($rule: RuleInput, $segmentId: ID) {\n    sendTimeRecommendation(rule: $rule, segmentId: $segmentId) {\n      best {\n        weekday\n        hour\n        next\n      }\n      confidence\n      reason\n      people\n      orders\n      histogram {\n        weekday\n        hour\n        orders\n        delivered\n      }\n      timeZone\n    }\n  }\n": types.SendTimeDocument,
    "\n  fragment CampaignActionsFields on Campaign {\n    id\n    name\n    message\n    channel\n    rule\n    progress {\n      ...CampaignProgressFields\n    }\n  }\n": types.CampaignActionsFieldsFragmentDoc,
    "\n  fragment CampaignAudienceFields on Campaign {\n    channel\n    sentence\n    rule\n    segment {\n      id\n      name\n    }\n    progress {\n      ...CampaignProgressFields\n    }\n  }\n": types.CampaignAudienceFieldsFragmentDoc,
    "\n  query CampaignAudienceSize($rule: RuleInput!, $channel: Channel!) {\n    segmentPreview(rule: $rule, channel: $channel) {\n      count\n      reachable\n    }\n  }\n": types.CampaignAudienceSizeDocument,
    "\n  query CampaignPage($id: ID!) {\n    campaign(id: $id) {\n      id\n      name\n      channel\n      message\n      createdAt\n      launchedAt\n      finishedAt\n      ...CampaignActionsFields\n      ...CampaignAudienceFields\n      ...CampaignRateFields\n      ...FailureReasonsFields\n      ...CampaignTagsFields\n      progress {\n        ...CampaignProgressFields\n      }\n    }\n  }\n": types.CampaignPageDocument,
    "\n  subscription CampaignProgress($id: ID!) {\n    campaignProgress(id: $id) {\n      ...CampaignProgressFields\n    }\n  }\n": types.CampaignProgressDocument,
    "\n  fragment CampaignRateFields on Campaign {\n    id\n    ratePerSecond\n    progress {\n      ...CampaignProgressFields\n    }\n  }\n": types.CampaignRateFieldsFragmentDoc,
    "\n  mutation CampaignUpdate($input: CampaignUpdateInput!) {\n    campaignUpdate(input: $input) {\n      campaign {\n        ...CampaignOutcome\n      }\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n": types.CampaignUpdateDocument,
    "\n  fragment CampaignRowFields on Campaign {\n    id\n    name\n    createdAt\n    launchedAt\n    progress {\n      ...CampaignProgressFields\n    }\n  }\n": types.CampaignRowFieldsFragmentDoc,
    "\n  query CampaignSeries($id: ID!) {\n    campaign(id: $id) {\n      id\n      series {\n        at\n        accepted\n        delivered\n        failed\n      }\n    }\n  }\n": types.CampaignSeriesDocument,
    "\n  query CampaignSummary($id: ID!) {\n    campaign(id: $id) {\n      id\n      summary {\n        text\n        sentences\n        comparedWith\n        highlights {\n          by\n          label\n          messages\n          delivered\n          deliveryRate\n          usualRate\n        }\n        origin {\n          ...DraftOriginFields\n        }\n      }\n    }\n  }\n": types.CampaignSummaryDocument,
    "\n  subscription CampaignsChanged {\n    campaignsChanged {\n      ...CampaignRowFields\n    }\n  }\n": types.CampaignsChangedDocument,
    "\n  query CampaignDeliveries($id: ID!, $status: [MessageStatus!], $first: Int!, $after: String) {\n    campaign(id: $id) {\n      id\n      deliveries(status: $status, first: $first, after: $after) {\n        nodes {\n          ...DeliveryRowFields\n        }\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n      }\n    }\n  }\n": types.CampaignDeliveriesDocument,
    "\n  fragment DeliveryRowFields on Delivery {\n    id\n    customerId\n    customerExternalId\n    customerName\n    status\n    reason\n    message\n    sentAt\n    finishedAt\n  }\n": types.DeliveryRowFieldsFragmentDoc,
    "\n  fragment FailureReasonsFields on Campaign {\n    failures {\n      status\n      reason\n      count\n    }\n  }\n": types.FailureReasonsFieldsFragmentDoc,
    "\n  fragment CampaignOutcome on Campaign {\n    id\n    launchedAt\n    finishedAt\n    ratePerSecond\n    progress {\n      ...CampaignProgressFields\n    }\n  }\n": types.CampaignOutcomeFragmentDoc,
    "\n  mutation CampaignLaunch($input: CampaignLaunchInput!) {\n    result: campaignLaunch(input: $input) {\n      campaign {\n        ...CampaignOutcome\n      }\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n": types.CampaignLaunchDocument,
    "\n  mutation CampaignPause($input: CampaignPauseInput!) {\n    result: campaignPause(input: $input) {\n      campaign {\n        ...CampaignOutcome\n      }\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n": types.CampaignPauseDocument,
    "\n  mutation CampaignResume($input: CampaignResumeInput!) {\n    result: campaignResume(input: $input) {\n      campaign {\n        ...CampaignOutcome\n      }\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n": types.CampaignResumeDocument,
    "\n  mutation CampaignCancel($input: CampaignCancelInput!) {\n    result: campaignCancel(input: $input) {\n      campaign {\n        ...CampaignOutcome\n      }\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n": types.CampaignCancelDocument,
    "\n  mutation CampaignRetryFailed($input: CampaignRetryFailedInput!) {\n    result: campaignRetryFailed(input: $input) {\n      campaign {\n        ...CampaignOutcome\n      }\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n": types.CampaignRetryFailedDocument,
    "\n  fragment CampaignTagsFields on Campaign {\n    id\n    tags {\n      name\n      suggested\n    }\n  }\n": types.CampaignTagsFieldsFragmentDoc,
    "\n  mutation CampaignSetTags($input: CampaignSetTagsInput!) {\n    campaignSetTags(input: $input) {\n      campaign {\n        ...CampaignTagsFields\n      }\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n": types.CampaignSetTagsDocument,
    "\n  query CampaignTagNames {\n    campaignTags\n  }\n": types.CampaignTagNamesDocument,
    "\n  query Campaigns(\n    $first: Int!\n    $after: String\n    $search: String\n    $status: [CampaignStatus!]\n    $tag: String\n  ) {\n    campaigns(first: $first, after: $after, search: $search, status: $status, tag: $tag) {\n      nodes {\n        ...CampaignRowFields\n        ...CampaignTagsFields\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n": types.CampaignsDocument,
    "\n  query MessagePreview($message: String!, $rule: RuleInput!, $channel: Channel!) {\n    messagePreview(message: $message, rule: $rule, channel: $channel) {\n      audience\n      reachable\n      checkedCount\n      missingCount\n      tooLongCount\n      samples {\n        customerExternalId\n        customerName\n        text\n      }\n      userErrors {\n        code\n        message\n        path\n      }\n    }\n  }\n": types.MessagePreviewDocument,
    "\n  fragment CampaignProgressFields on CampaignProgress {\n    campaign {\n      id\n    }\n    status\n    audience\n    pending\n    sent\n    delivered\n    failed\n    unknown\n    skipped\n    unaccounted\n    accepted\n    deliveryRate\n    messagesPerSecond\n    etaSeconds\n    sequence\n  }\n": types.CampaignProgressFieldsFragmentDoc,
    "\n  query ComposeAudience($rule: RuleInput!, $channel: Channel!) {\n    segmentPreview(rule: $rule, channel: $channel) {\n      count\n      reachable\n      sentence\n    }\n  }\n": types.ComposeAudienceDocument,
    "\n  subscription ComposeAudienceChanged($rule: RuleInput!, $channel: Channel!) {\n    segmentPreview(rule: $rule, channel: $channel) {\n      count\n      reachable\n      sentence\n    }\n  }\n": types.ComposeAudienceChangedDocument,
    "\n  query ComposeDraft($id: ID!) {\n    campaign(id: $id) {\n      id\n      name\n      status\n      channel\n      message\n      rule\n      ratePerSecond\n      segment {\n        id\n      }\n    }\n  }\n": types.ComposeDraftDocument,
    "\n  query ComposeAttributes {\n    ruleFields {\n      name\n      attributes {\n        name\n      }\n    }\n  }\n": types.ComposeAttributesDocument,
    "\n  query ComposeSegments($search: String!) {\n    segments(first: 20, search: $search) {\n      nodes {\n        id\n        name\n      }\n    }\n  }\n": types.ComposeSegmentsDocument,
    "\n  query ComposeSegment($id: ID!) {\n    segment(id: $id) {\n      id\n      name\n    }\n  }\n": types.ComposeSegmentDocument,
    "\n  mutation ComposeCreate($input: CampaignCreateInput!) {\n    result: campaignCreate(input: $input) {\n      campaign {\n        id\n        name\n      }\n      userErrors {\n        code\n        message\n        path\n      }\n    }\n  }\n": types.ComposeCreateDocument,
    "\n  mutation ComposeUpdate($input: CampaignUpdateInput!) {\n    result: campaignUpdate(input: $input) {\n      campaign {\n        id\n        name\n        channel\n        message\n        ratePerSecond\n      }\n      userErrors {\n        code\n        message\n        path\n      }\n    }\n  }\n": types.ComposeUpdateDocument,
    "\n  subscription MessageSuggested(\n    $goal: String!\n    $rule: RuleInput\n    $segmentId: ID\n    $channel: Channel!\n    $tone: MessageTone!\n  ) {\n    messageSuggestions(\n      goal: $goal\n      rule: $rule\n      segmentId: $segmentId\n      channel: $channel\n      tone: $tone\n    ) {\n      message\n      reason\n      length\n      fits\n      product {\n        sku\n        name\n        category\n        buyers\n        imageUrl\n      }\n      origin {\n        ...DraftOriginFields\n      }\n    }\n  }\n": types.MessageSuggestedDocument,
    "\n  fragment CustomerFiguresFields on Customer {\n    spend\n    orderCount\n    visits\n    firstOrderAt\n    lastOrderAt\n  }\n": types.CustomerFiguresFieldsFragmentDoc,
    "\n  query CustomerPage($id: ID!) {\n    customer(id: $id) {\n      id\n      externalId\n      name\n      ...CustomerFiguresFields\n      ...CustomerProfileFields\n      ...CustomerStandingFields\n    }\n  }\n": types.CustomerPageDocument,
    "\n  fragment CustomerProfileFields on Customer {\n    email\n    phone\n    city\n    country\n    consent\n    tags\n    attributes\n    createdAt\n  }\n": types.CustomerProfileFieldsFragmentDoc,
    "\n  query CustomerSegments($id: ID!, $first: Int!, $after: String) {\n    customer(id: $id) {\n      id\n      segments(first: $first, after: $after) {\n        nodes {\n          id\n          name\n          sentence\n        }\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n      }\n    }\n  }\n": types.CustomerSegmentsDocument,
    "\n  query OtherSegments($search: String!) {\n    segments(first: 6, search: $search) {\n      nodes {\n        id\n        name\n        sentence\n      }\n    }\n  }\n": types.OtherSegmentsDocument,
    "\n  fragment CustomerStandingFields on Customer {\n    rfm {\n      tier\n      recency\n      frequency\n      monetary\n    }\n    churnRisk\n  }\n": types.CustomerStandingFieldsFragmentDoc,
    "\n  query CustomerOrders($id: ID!, $first: Int!, $after: String) {\n    customer(id: $id) {\n      id\n      orders(first: $first, after: $after) {\n        nodes {\n          id\n          externalId\n          amount\n          status\n          placedAt\n          channel\n          items {\n            sku\n            name\n            quantity\n          }\n        }\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n      }\n    }\n  }\n": types.CustomerOrdersDocument,
    "\n  query CustomerMessages($id: ID!, $first: Int!, $after: String) {\n    customer(id: $id) {\n      id\n      messages(first: $first, after: $after) {\n        nodes {\n          id\n          status\n          reason\n          message\n          sentAt\n          finishedAt\n          campaign {\n            id\n            name\n            createdAt\n            launchedAt\n          }\n        }\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n      }\n    }\n  }\n": types.CustomerMessagesDocument,
    "\n  query Membership($segmentId: ID!, $customerId: ID!) {\n    explainMembership(segmentId: $segmentId, customerId: $customerId) {\n      matches\n      asOf\n      nodes {\n        path\n        sentence\n        matches\n        actual\n      }\n    }\n  }\n": types.MembershipDocument,
    "\n  query Customers($first: Int!, $after: String, $search: String, $sort: CustomerSort) {\n    customers(first: $first, after: $after, search: $search, sort: $sort) {\n      nodes {\n        ...CustomerRowFields\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n": types.CustomersDocument,
    "\n  fragment CustomerRowFields on Customer {\n    id\n    externalId\n    name\n    city\n    spend\n    orderCount\n    lastOrderAt\n    tags\n    consent\n    rfm {\n      tier\n    }\n    churnRisk\n  }\n": types.CustomerRowFieldsFragmentDoc,
    "\n  fragment DashboardTotals on Dashboard {\n    orders\n    revenue\n    messages {\n      audience\n      pending\n      sent\n      delivered\n      failed\n      unknown\n      skipped\n      accepted\n      deliveryRate\n    }\n  }\n": types.DashboardTotalsFragmentDoc,
    "\n  query Dashboard($from: DateTime, $compare: Boolean!, $beforeFrom: DateTime, $beforeTo: DateTime) {\n    dashboard(from: $from) {\n      customers\n      activeCampaigns\n      ...DashboardTotals\n      recentCampaigns {\n        ...CampaignRowFields\n      }\n    }\n    before: dashboard(from: $beforeFrom, to: $beforeTo) @include(if: $compare) {\n      ...DashboardTotals\n    }\n  }\n": types.DashboardDocument,
    "\n  query DashboardSales($from: DateTime) {\n    dashboard(from: $from) {\n      series {\n        from\n        to\n        orders\n        revenue\n      }\n    }\n  }\n": types.DashboardSalesDocument,
    "\n  subscription DashboardCampaignsChanged {\n    campaignsChanged {\n      ...CampaignRowFields\n    }\n  }\n": types.DashboardCampaignsChangedDocument,
    "\n  fragment IngestAnswer on IngestPayload {\n    batch {\n      id\n    }\n    acceptedCount\n    userErrors {\n      code\n      message\n      path\n    }\n  }\n": types.IngestAnswerFragmentDoc,
    "\n  mutation CustomersIngest($input: CustomersIngestInput!) {\n    answer: customersIngest(input: $input) {\n      ...IngestAnswer\n    }\n  }\n": types.CustomersIngestDocument,
    "\n  mutation OrdersIngest($input: OrdersIngestInput!) {\n    answer: ordersIngest(input: $input) {\n      ...IngestAnswer\n    }\n  }\n": types.OrdersIngestDocument,
    "\n  subscription IngestProgress($batchId: ID!) {\n    ingestProgress(batchId: $batchId) {\n      id\n      persisted\n      deadLettered\n      finishedAt\n    }\n  }\n": types.IngestProgressDocument,
    "\n  query RuleFromText($text: String!) {\n    segmentRuleFromText(text: $text) {\n      rule\n      sentence\n      count\n      assumptions\n      notUnderstood\n      certain\n      origin {\n        ...DraftOriginFields\n      }\n    }\n  }\n": types.RuleFromTextDocument,
    "\n  query Segment($id: ID!) {\n    segment(id: $id) {\n      ...SegmentFields\n    }\n  }\n": types.SegmentDocument,
    "\n  query SegmentChoices($search: String) {\n    segments(first: 20, search: $search) {\n      nodes {\n        id\n        name\n      }\n    }\n  }\n": types.SegmentChoicesDocument,
    "\n  query ChosenSegment($id: ID!) {\n    segment(id: $id) {\n      id\n      name\n    }\n  }\n": types.ChosenSegmentDocument,
    "\n  query Segments($first: Int!, $after: String, $search: String) {\n    segments(first: $first, after: $after, search: $search) {\n      nodes {\n        id\n        name\n        description\n        sentence\n        updatedAt\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n": types.SegmentsDocument,
    "\n  query TemplateCount($rule: RuleInput!) {\n    segmentPreview(rule: $rule) {\n      count\n    }\n  }\n": types.TemplateCountDocument,
    "\n  query RuleFields {\n    ruleFields {\n      name\n      label\n      kind\n      comparisons\n      values\n      attributes {\n        name\n        kinds\n      }\n    }\n  }\n": types.RuleFieldsDocument,
    "\n  query Lookalike($segmentId: ID, $rule: RuleInput, $size: Int, $minimumSimilarity: Float) {\n    lookalikePreview(\n      segmentId: $segmentId\n      rule: $rule\n      size: $size\n      minimumSimilarity: $minimumSimilarity\n    ) {\n      seedCount\n      count\n      enough\n      reason\n      features {\n        name\n        label\n        weight\n        seed\n        everyone\n      }\n      sample(first: 5) {\n        similarity\n        customer {\n          id\n          externalId\n          name\n          city\n        }\n      }\n    }\n  }\n": types.LookalikeDocument,
    "\n  query SizeOfSeed($rule: RuleInput!) {\n    segmentPreview(rule: $rule) {\n      count\n    }\n  }\n": types.SizeOfSeedDocument,
    "\n  mutation SegmentCreateLookalike($input: SegmentCreateLookalikeInput!) {\n    segmentCreateLookalike(input: $input) {\n      segment {\n        ...SegmentFields\n      }\n      userErrors {\n        code\n        message\n        path\n      }\n    }\n  }\n": types.SegmentCreateLookalikeDocument,
    "\n  query RulePreview($rule: RuleInput!, $segmentId: ID) {\n    segmentPreview(rule: $rule, segmentId: $segmentId) {\n      count\n      reachable\n      everyone\n      tookMs\n      sentence\n      nodes {\n        path\n        count\n      }\n      sample(first: 8) {\n        id\n        externalId\n        name\n        city\n        spend\n        lastOrderAt\n      }\n    }\n  }\n": types.RulePreviewDocument,
    "\n  fragment SegmentFields on Segment {\n    id\n    name\n    description\n    rule\n    sentence\n    updatedAt\n    usedBy {\n      id\n      name\n    }\n  }\n": types.SegmentFieldsFragmentDoc,
    "\n  query SegmentNow($id: ID!) {\n    segment(id: $id) {\n      ...SegmentFields\n    }\n  }\n": types.SegmentNowDocument,
    "\n  query SegmentsNamed($name: String!) {\n    segments(first: 5, search: $name) {\n      nodes {\n        ...SegmentFields\n      }\n    }\n  }\n": types.SegmentsNamedDocument,
    "\n  mutation SegmentCreate($input: SegmentCreateInput!) {\n    result: segmentCreate(input: $input) {\n      segment {\n        ...SegmentFields\n      }\n      userErrors {\n        code\n        message\n        path\n      }\n    }\n  }\n": types.SegmentCreateDocument,
    "\n  mutation SegmentUpdate($input: SegmentUpdateInput!) {\n    result: segmentUpdate(input: $input) {\n      segment {\n        ...SegmentFields\n      }\n      userErrors {\n        code\n        message\n        path\n      }\n    }\n  }\n": types.SegmentUpdateDocument,
    "\n  mutation SegmentDelete($input: SegmentDeleteInput!) {\n    segmentDelete(input: $input) {\n      deletedId\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n": types.SegmentDeleteDocument,
    "\n  query SegmentCount($rule: RuleInput!) {\n    segmentPreview(rule: $rule) {\n      count\n    }\n  }\n": types.SegmentCountDocument,
    "\n  query AssistantRuns($after: String) {\n    assistantRuns(first: 50, after: $after) {\n      nodes {\n        id\n        at\n        actorLabel\n        task\n        asked\n        engine\n        model\n        outcome\n        problem\n        tookMs\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n": types.AssistantRunsDocument,
    "\n  query AuditLog($filter: AuditFilter, $after: String) {\n    auditLog(filter: $filter, first: 50, after: $after) {\n      nodes {\n        id\n        at\n        actor\n        actorLabel\n        action\n        subject\n        subjectLabel\n        address\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n": types.AuditLogDocument,
    "\n  query DeadLetters($stream: String, $state: DeadLetterState, $code: String, $after: String) {\n    deadLetters(stream: $stream, state: $state, code: $code, first: 50, after: $after) {\n      nodes {\n        id\n        stream\n        state\n        code\n        reason\n        payload\n        createdAt\n        updatedAt\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n": types.DeadLettersDocument,
    "\n  mutation DeadLettersReplay($input: DeadLettersReplayInput!) {\n    deadLettersReplay(input: $input) {\n      done: replayed\n      userErrors {\n        code\n        message\n        path\n      }\n    }\n  }\n": types.DeadLettersReplayDocument,
    "\n  mutation DeadLettersDiscard($input: DeadLettersDiscardInput!) {\n    deadLettersDiscard(input: $input) {\n      done: discarded\n      userErrors {\n        code\n        message\n        path\n      }\n    }\n  }\n": types.DeadLettersDiscardDocument,
    "\n  fragment ApiKeyFields on ApiKey {\n    id\n    name\n    shown\n    scopes\n    createdBy\n    createdAt\n    expiresAt\n    revokedAt\n    lastUsedAt\n  }\n": types.ApiKeyFieldsFragmentDoc,
    "\n  query ApiKeys($after: String) {\n    apiKeys(first: 50, after: $after) {\n      nodes {\n        ...ApiKeyFields\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n": types.ApiKeysDocument,
    "\n  mutation ApiKeyCreate($input: ApiKeyCreateInput!) {\n    apiKeyCreate(input: $input) {\n      apiKey {\n        ...ApiKeyFields\n      }\n      secret\n      userErrors {\n        code\n        message\n        path\n      }\n    }\n  }\n": types.ApiKeyCreateDocument,
    "\n  mutation ApiKeyRevoke($input: ApiKeyRevokeInput!) {\n    apiKeyRevoke(input: $input) {\n      apiKey {\n        ...ApiKeyFields\n      }\n      userErrors {\n        code\n        message\n        path\n      }\n    }\n  }\n": types.ApiKeyRevokeDocument,
    "\n  fragment PersonFields on Person {\n    id\n    name\n    email\n    role\n    createdAt\n    lastSeenAt\n  }\n": types.PersonFieldsFragmentDoc,
    "\n  query People($after: String) {\n    people(first: 50, after: $after) {\n      nodes {\n        ...PersonFields\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n": types.PeopleDocument,
    "\n  mutation PersonSetRole($input: PersonSetRoleInput!) {\n    personSetRole(input: $input) {\n      person {\n        ...PersonFields\n      }\n      userErrors {\n        code\n        message\n        path\n      }\n    }\n  }\n": types.PersonSetRoleDocument,
    "\n  query Invitations {\n    invitations {\n      email\n      role\n      invitedBy\n      createdAt\n    }\n  }\n": types.InvitationsDocument,
    "\n  mutation PersonInvite($input: PersonInviteInput!) {\n    personInvite(input: $input) {\n      invitation {\n        email\n        role\n      }\n      userErrors {\n        code\n        message\n        path\n      }\n    }\n  }\n": types.PersonInviteDocument,
    "\n  mutation PersonUninvite($input: PersonUninviteInput!) {\n    personUninvite(input: $input) {\n      email\n      userErrors {\n        code\n        message\n        path\n      }\n    }\n  }\n": types.PersonUninviteDocument,
    "\n  query ActorNames {\n    people(first: 200) {\n      nodes {\n        id\n        name\n        email\n      }\n    }\n    apiKeys(first: 200) {\n      nodes {\n        id\n        name\n      }\n    }\n  }\n": types.ActorNamesDocument,
    "\n  query Viewer {\n    viewer {\n      id\n      label\n      permissions\n      timeZone\n      currency\n    }\n  }\n": types.ViewerDocument,
    "\n  query Find($search: String!) {\n    customers(first: 4, search: $search) {\n      nodes {\n        id\n        name\n        externalId\n        city\n      }\n    }\n    segments(first: 4, search: $search) {\n      nodes {\n        id\n        name\n        sentence\n      }\n    }\n    campaigns(first: 4, search: $search) {\n      nodes {\n        id\n        name\n        status\n      }\n    }\n  }\n": types.FindDocument,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 *
 *
 * @example
 * ```ts
 * const query = graphql(`query GetUser($id: ID!) { user(id: $id) { name } }`);
 * ```
 *
 * The query argument is unknown!
 * Please regenerate the types.
 */
export function graphql(source: string): unknown;

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment DraftOriginFields on DraftOrigin {\n    engine\n    model\n    insteadOf\n  }\n"): (typeof documents)["\n  fragment DraftOriginFields on DraftOrigin {\n    engine\n    model\n    insteadOf\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query SendTime($rule: RuleInput, $segmentId: ID) {\n    sendTimeRecommendation(rule: $rule, segmentId: $segmentId) {\n      best {\n        weekday\n        hour\n        next\n      }\n      confidence\n      reason\n      people\n      orders\n      histogram {\n        weekday\n        hour\n        orders\n        delivered\n      }\n      timeZone\n    }\n  }\n"): (typeof documents)["\n  query SendTime($rule: RuleInput, $segmentId: ID) {\n    sendTimeRecommendation(rule: $rule, segmentId: $segmentId) {\n      best {\n        weekday\n        hour\n        next\n      }\n      confidence\n      reason\n      people\n      orders\n      histogram {\n        weekday\n        hour\n        orders\n        delivered\n      }\n      timeZone\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment CampaignActionsFields on Campaign {\n    id\n    name\n    message\n    channel\n    rule\n    progress {\n      ...CampaignProgressFields\n    }\n  }\n"): (typeof documents)["\n  fragment CampaignActionsFields on Campaign {\n    id\n    name\n    message\n    channel\n    rule\n    progress {\n      ...CampaignProgressFields\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment CampaignAudienceFields on Campaign {\n    channel\n    sentence\n    rule\n    segment {\n      id\n      name\n    }\n    progress {\n      ...CampaignProgressFields\n    }\n  }\n"): (typeof documents)["\n  fragment CampaignAudienceFields on Campaign {\n    channel\n    sentence\n    rule\n    segment {\n      id\n      name\n    }\n    progress {\n      ...CampaignProgressFields\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query CampaignAudienceSize($rule: RuleInput!, $channel: Channel!) {\n    segmentPreview(rule: $rule, channel: $channel) {\n      count\n      reachable\n    }\n  }\n"): (typeof documents)["\n  query CampaignAudienceSize($rule: RuleInput!, $channel: Channel!) {\n    segmentPreview(rule: $rule, channel: $channel) {\n      count\n      reachable\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query CampaignPage($id: ID!) {\n    campaign(id: $id) {\n      id\n      name\n      channel\n      message\n      createdAt\n      launchedAt\n      finishedAt\n      ...CampaignActionsFields\n      ...CampaignAudienceFields\n      ...CampaignRateFields\n      ...FailureReasonsFields\n      ...CampaignTagsFields\n      progress {\n        ...CampaignProgressFields\n      }\n    }\n  }\n"): (typeof documents)["\n  query CampaignPage($id: ID!) {\n    campaign(id: $id) {\n      id\n      name\n      channel\n      message\n      createdAt\n      launchedAt\n      finishedAt\n      ...CampaignActionsFields\n      ...CampaignAudienceFields\n      ...CampaignRateFields\n      ...FailureReasonsFields\n      ...CampaignTagsFields\n      progress {\n        ...CampaignProgressFields\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription CampaignProgress($id: ID!) {\n    campaignProgress(id: $id) {\n      ...CampaignProgressFields\n    }\n  }\n"): (typeof documents)["\n  subscription CampaignProgress($id: ID!) {\n    campaignProgress(id: $id) {\n      ...CampaignProgressFields\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment CampaignRateFields on Campaign {\n    id\n    ratePerSecond\n    progress {\n      ...CampaignProgressFields\n    }\n  }\n"): (typeof documents)["\n  fragment CampaignRateFields on Campaign {\n    id\n    ratePerSecond\n    progress {\n      ...CampaignProgressFields\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation CampaignUpdate($input: CampaignUpdateInput!) {\n    campaignUpdate(input: $input) {\n      campaign {\n        ...CampaignOutcome\n      }\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation CampaignUpdate($input: CampaignUpdateInput!) {\n    campaignUpdate(input: $input) {\n      campaign {\n        ...CampaignOutcome\n      }\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment CampaignRowFields on Campaign {\n    id\n    name\n    createdAt\n    launchedAt\n    progress {\n      ...CampaignProgressFields\n    }\n  }\n"): (typeof documents)["\n  fragment CampaignRowFields on Campaign {\n    id\n    name\n    createdAt\n    launchedAt\n    progress {\n      ...CampaignProgressFields\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query CampaignSeries($id: ID!) {\n    campaign(id: $id) {\n      id\n      series {\n        at\n        accepted\n        delivered\n        failed\n      }\n    }\n  }\n"): (typeof documents)["\n  query CampaignSeries($id: ID!) {\n    campaign(id: $id) {\n      id\n      series {\n        at\n        accepted\n        delivered\n        failed\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query CampaignSummary($id: ID!) {\n    campaign(id: $id) {\n      id\n      summary {\n        text\n        sentences\n        comparedWith\n        highlights {\n          by\n          label\n          messages\n          delivered\n          deliveryRate\n          usualRate\n        }\n        origin {\n          ...DraftOriginFields\n        }\n      }\n    }\n  }\n"): (typeof documents)["\n  query CampaignSummary($id: ID!) {\n    campaign(id: $id) {\n      id\n      summary {\n        text\n        sentences\n        comparedWith\n        highlights {\n          by\n          label\n          messages\n          delivered\n          deliveryRate\n          usualRate\n        }\n        origin {\n          ...DraftOriginFields\n        }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription CampaignsChanged {\n    campaignsChanged {\n      ...CampaignRowFields\n    }\n  }\n"): (typeof documents)["\n  subscription CampaignsChanged {\n    campaignsChanged {\n      ...CampaignRowFields\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query CampaignDeliveries($id: ID!, $status: [MessageStatus!], $first: Int!, $after: String) {\n    campaign(id: $id) {\n      id\n      deliveries(status: $status, first: $first, after: $after) {\n        nodes {\n          ...DeliveryRowFields\n        }\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n      }\n    }\n  }\n"): (typeof documents)["\n  query CampaignDeliveries($id: ID!, $status: [MessageStatus!], $first: Int!, $after: String) {\n    campaign(id: $id) {\n      id\n      deliveries(status: $status, first: $first, after: $after) {\n        nodes {\n          ...DeliveryRowFields\n        }\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment DeliveryRowFields on Delivery {\n    id\n    customerId\n    customerExternalId\n    customerName\n    status\n    reason\n    message\n    sentAt\n    finishedAt\n  }\n"): (typeof documents)["\n  fragment DeliveryRowFields on Delivery {\n    id\n    customerId\n    customerExternalId\n    customerName\n    status\n    reason\n    message\n    sentAt\n    finishedAt\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment FailureReasonsFields on Campaign {\n    failures {\n      status\n      reason\n      count\n    }\n  }\n"): (typeof documents)["\n  fragment FailureReasonsFields on Campaign {\n    failures {\n      status\n      reason\n      count\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment CampaignOutcome on Campaign {\n    id\n    launchedAt\n    finishedAt\n    ratePerSecond\n    progress {\n      ...CampaignProgressFields\n    }\n  }\n"): (typeof documents)["\n  fragment CampaignOutcome on Campaign {\n    id\n    launchedAt\n    finishedAt\n    ratePerSecond\n    progress {\n      ...CampaignProgressFields\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation CampaignLaunch($input: CampaignLaunchInput!) {\n    result: campaignLaunch(input: $input) {\n      campaign {\n        ...CampaignOutcome\n      }\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation CampaignLaunch($input: CampaignLaunchInput!) {\n    result: campaignLaunch(input: $input) {\n      campaign {\n        ...CampaignOutcome\n      }\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation CampaignPause($input: CampaignPauseInput!) {\n    result: campaignPause(input: $input) {\n      campaign {\n        ...CampaignOutcome\n      }\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation CampaignPause($input: CampaignPauseInput!) {\n    result: campaignPause(input: $input) {\n      campaign {\n        ...CampaignOutcome\n      }\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation CampaignResume($input: CampaignResumeInput!) {\n    result: campaignResume(input: $input) {\n      campaign {\n        ...CampaignOutcome\n      }\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation CampaignResume($input: CampaignResumeInput!) {\n    result: campaignResume(input: $input) {\n      campaign {\n        ...CampaignOutcome\n      }\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation CampaignCancel($input: CampaignCancelInput!) {\n    result: campaignCancel(input: $input) {\n      campaign {\n        ...CampaignOutcome\n      }\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation CampaignCancel($input: CampaignCancelInput!) {\n    result: campaignCancel(input: $input) {\n      campaign {\n        ...CampaignOutcome\n      }\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation CampaignRetryFailed($input: CampaignRetryFailedInput!) {\n    result: campaignRetryFailed(input: $input) {\n      campaign {\n        ...CampaignOutcome\n      }\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation CampaignRetryFailed($input: CampaignRetryFailedInput!) {\n    result: campaignRetryFailed(input: $input) {\n      campaign {\n        ...CampaignOutcome\n      }\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment CampaignTagsFields on Campaign {\n    id\n    tags {\n      name\n      suggested\n    }\n  }\n"): (typeof documents)["\n  fragment CampaignTagsFields on Campaign {\n    id\n    tags {\n      name\n      suggested\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation CampaignSetTags($input: CampaignSetTagsInput!) {\n    campaignSetTags(input: $input) {\n      campaign {\n        ...CampaignTagsFields\n      }\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation CampaignSetTags($input: CampaignSetTagsInput!) {\n    campaignSetTags(input: $input) {\n      campaign {\n        ...CampaignTagsFields\n      }\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query CampaignTagNames {\n    campaignTags\n  }\n"): (typeof documents)["\n  query CampaignTagNames {\n    campaignTags\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Campaigns(\n    $first: Int!\n    $after: String\n    $search: String\n    $status: [CampaignStatus!]\n    $tag: String\n  ) {\n    campaigns(first: $first, after: $after, search: $search, status: $status, tag: $tag) {\n      nodes {\n        ...CampaignRowFields\n        ...CampaignTagsFields\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n"): (typeof documents)["\n  query Campaigns(\n    $first: Int!\n    $after: String\n    $search: String\n    $status: [CampaignStatus!]\n    $tag: String\n  ) {\n    campaigns(first: $first, after: $after, search: $search, status: $status, tag: $tag) {\n      nodes {\n        ...CampaignRowFields\n        ...CampaignTagsFields\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query MessagePreview($message: String!, $rule: RuleInput!, $channel: Channel!) {\n    messagePreview(message: $message, rule: $rule, channel: $channel) {\n      audience\n      reachable\n      checkedCount\n      missingCount\n      tooLongCount\n      samples {\n        customerExternalId\n        customerName\n        text\n      }\n      userErrors {\n        code\n        message\n        path\n      }\n    }\n  }\n"): (typeof documents)["\n  query MessagePreview($message: String!, $rule: RuleInput!, $channel: Channel!) {\n    messagePreview(message: $message, rule: $rule, channel: $channel) {\n      audience\n      reachable\n      checkedCount\n      missingCount\n      tooLongCount\n      samples {\n        customerExternalId\n        customerName\n        text\n      }\n      userErrors {\n        code\n        message\n        path\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment CampaignProgressFields on CampaignProgress {\n    campaign {\n      id\n    }\n    status\n    audience\n    pending\n    sent\n    delivered\n    failed\n    unknown\n    skipped\n    unaccounted\n    accepted\n    deliveryRate\n    messagesPerSecond\n    etaSeconds\n    sequence\n  }\n"): (typeof documents)["\n  fragment CampaignProgressFields on CampaignProgress {\n    campaign {\n      id\n    }\n    status\n    audience\n    pending\n    sent\n    delivered\n    failed\n    unknown\n    skipped\n    unaccounted\n    accepted\n    deliveryRate\n    messagesPerSecond\n    etaSeconds\n    sequence\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query ComposeAudience($rule: RuleInput!, $channel: Channel!) {\n    segmentPreview(rule: $rule, channel: $channel) {\n      count\n      reachable\n      sentence\n    }\n  }\n"): (typeof documents)["\n  query ComposeAudience($rule: RuleInput!, $channel: Channel!) {\n    segmentPreview(rule: $rule, channel: $channel) {\n      count\n      reachable\n      sentence\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription ComposeAudienceChanged($rule: RuleInput!, $channel: Channel!) {\n    segmentPreview(rule: $rule, channel: $channel) {\n      count\n      reachable\n      sentence\n    }\n  }\n"): (typeof documents)["\n  subscription ComposeAudienceChanged($rule: RuleInput!, $channel: Channel!) {\n    segmentPreview(rule: $rule, channel: $channel) {\n      count\n      reachable\n      sentence\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query ComposeDraft($id: ID!) {\n    campaign(id: $id) {\n      id\n      name\n      status\n      channel\n      message\n      rule\n      ratePerSecond\n      segment {\n        id\n      }\n    }\n  }\n"): (typeof documents)["\n  query ComposeDraft($id: ID!) {\n    campaign(id: $id) {\n      id\n      name\n      status\n      channel\n      message\n      rule\n      ratePerSecond\n      segment {\n        id\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query ComposeAttributes {\n    ruleFields {\n      name\n      attributes {\n        name\n      }\n    }\n  }\n"): (typeof documents)["\n  query ComposeAttributes {\n    ruleFields {\n      name\n      attributes {\n        name\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query ComposeSegments($search: String!) {\n    segments(first: 20, search: $search) {\n      nodes {\n        id\n        name\n      }\n    }\n  }\n"): (typeof documents)["\n  query ComposeSegments($search: String!) {\n    segments(first: 20, search: $search) {\n      nodes {\n        id\n        name\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query ComposeSegment($id: ID!) {\n    segment(id: $id) {\n      id\n      name\n    }\n  }\n"): (typeof documents)["\n  query ComposeSegment($id: ID!) {\n    segment(id: $id) {\n      id\n      name\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ComposeCreate($input: CampaignCreateInput!) {\n    result: campaignCreate(input: $input) {\n      campaign {\n        id\n        name\n      }\n      userErrors {\n        code\n        message\n        path\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation ComposeCreate($input: CampaignCreateInput!) {\n    result: campaignCreate(input: $input) {\n      campaign {\n        id\n        name\n      }\n      userErrors {\n        code\n        message\n        path\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ComposeUpdate($input: CampaignUpdateInput!) {\n    result: campaignUpdate(input: $input) {\n      campaign {\n        id\n        name\n        channel\n        message\n        ratePerSecond\n      }\n      userErrors {\n        code\n        message\n        path\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation ComposeUpdate($input: CampaignUpdateInput!) {\n    result: campaignUpdate(input: $input) {\n      campaign {\n        id\n        name\n        channel\n        message\n        ratePerSecond\n      }\n      userErrors {\n        code\n        message\n        path\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription MessageSuggested(\n    $goal: String!\n    $rule: RuleInput\n    $segmentId: ID\n    $channel: Channel!\n    $tone: MessageTone!\n  ) {\n    messageSuggestions(\n      goal: $goal\n      rule: $rule\n      segmentId: $segmentId\n      channel: $channel\n      tone: $tone\n    ) {\n      message\n      reason\n      length\n      fits\n      product {\n        sku\n        name\n        category\n        buyers\n        imageUrl\n      }\n      origin {\n        ...DraftOriginFields\n      }\n    }\n  }\n"): (typeof documents)["\n  subscription MessageSuggested(\n    $goal: String!\n    $rule: RuleInput\n    $segmentId: ID\n    $channel: Channel!\n    $tone: MessageTone!\n  ) {\n    messageSuggestions(\n      goal: $goal\n      rule: $rule\n      segmentId: $segmentId\n      channel: $channel\n      tone: $tone\n    ) {\n      message\n      reason\n      length\n      fits\n      product {\n        sku\n        name\n        category\n        buyers\n        imageUrl\n      }\n      origin {\n        ...DraftOriginFields\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment CustomerFiguresFields on Customer {\n    spend\n    orderCount\n    visits\n    firstOrderAt\n    lastOrderAt\n  }\n"): (typeof documents)["\n  fragment CustomerFiguresFields on Customer {\n    spend\n    orderCount\n    visits\n    firstOrderAt\n    lastOrderAt\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query CustomerPage($id: ID!) {\n    customer(id: $id) {\n      id\n      externalId\n      name\n      ...CustomerFiguresFields\n      ...CustomerProfileFields\n      ...CustomerStandingFields\n    }\n  }\n"): (typeof documents)["\n  query CustomerPage($id: ID!) {\n    customer(id: $id) {\n      id\n      externalId\n      name\n      ...CustomerFiguresFields\n      ...CustomerProfileFields\n      ...CustomerStandingFields\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment CustomerProfileFields on Customer {\n    email\n    phone\n    city\n    country\n    consent\n    tags\n    attributes\n    createdAt\n  }\n"): (typeof documents)["\n  fragment CustomerProfileFields on Customer {\n    email\n    phone\n    city\n    country\n    consent\n    tags\n    attributes\n    createdAt\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query CustomerSegments($id: ID!, $first: Int!, $after: String) {\n    customer(id: $id) {\n      id\n      segments(first: $first, after: $after) {\n        nodes {\n          id\n          name\n          sentence\n        }\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n      }\n    }\n  }\n"): (typeof documents)["\n  query CustomerSegments($id: ID!, $first: Int!, $after: String) {\n    customer(id: $id) {\n      id\n      segments(first: $first, after: $after) {\n        nodes {\n          id\n          name\n          sentence\n        }\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query OtherSegments($search: String!) {\n    segments(first: 6, search: $search) {\n      nodes {\n        id\n        name\n        sentence\n      }\n    }\n  }\n"): (typeof documents)["\n  query OtherSegments($search: String!) {\n    segments(first: 6, search: $search) {\n      nodes {\n        id\n        name\n        sentence\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment CustomerStandingFields on Customer {\n    rfm {\n      tier\n      recency\n      frequency\n      monetary\n    }\n    churnRisk\n  }\n"): (typeof documents)["\n  fragment CustomerStandingFields on Customer {\n    rfm {\n      tier\n      recency\n      frequency\n      monetary\n    }\n    churnRisk\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query CustomerOrders($id: ID!, $first: Int!, $after: String) {\n    customer(id: $id) {\n      id\n      orders(first: $first, after: $after) {\n        nodes {\n          id\n          externalId\n          amount\n          status\n          placedAt\n          channel\n          items {\n            sku\n            name\n            quantity\n          }\n        }\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n      }\n    }\n  }\n"): (typeof documents)["\n  query CustomerOrders($id: ID!, $first: Int!, $after: String) {\n    customer(id: $id) {\n      id\n      orders(first: $first, after: $after) {\n        nodes {\n          id\n          externalId\n          amount\n          status\n          placedAt\n          channel\n          items {\n            sku\n            name\n            quantity\n          }\n        }\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query CustomerMessages($id: ID!, $first: Int!, $after: String) {\n    customer(id: $id) {\n      id\n      messages(first: $first, after: $after) {\n        nodes {\n          id\n          status\n          reason\n          message\n          sentAt\n          finishedAt\n          campaign {\n            id\n            name\n            createdAt\n            launchedAt\n          }\n        }\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n      }\n    }\n  }\n"): (typeof documents)["\n  query CustomerMessages($id: ID!, $first: Int!, $after: String) {\n    customer(id: $id) {\n      id\n      messages(first: $first, after: $after) {\n        nodes {\n          id\n          status\n          reason\n          message\n          sentAt\n          finishedAt\n          campaign {\n            id\n            name\n            createdAt\n            launchedAt\n          }\n        }\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Membership($segmentId: ID!, $customerId: ID!) {\n    explainMembership(segmentId: $segmentId, customerId: $customerId) {\n      matches\n      asOf\n      nodes {\n        path\n        sentence\n        matches\n        actual\n      }\n    }\n  }\n"): (typeof documents)["\n  query Membership($segmentId: ID!, $customerId: ID!) {\n    explainMembership(segmentId: $segmentId, customerId: $customerId) {\n      matches\n      asOf\n      nodes {\n        path\n        sentence\n        matches\n        actual\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Customers($first: Int!, $after: String, $search: String, $sort: CustomerSort) {\n    customers(first: $first, after: $after, search: $search, sort: $sort) {\n      nodes {\n        ...CustomerRowFields\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n"): (typeof documents)["\n  query Customers($first: Int!, $after: String, $search: String, $sort: CustomerSort) {\n    customers(first: $first, after: $after, search: $search, sort: $sort) {\n      nodes {\n        ...CustomerRowFields\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment CustomerRowFields on Customer {\n    id\n    externalId\n    name\n    city\n    spend\n    orderCount\n    lastOrderAt\n    tags\n    consent\n    rfm {\n      tier\n    }\n    churnRisk\n  }\n"): (typeof documents)["\n  fragment CustomerRowFields on Customer {\n    id\n    externalId\n    name\n    city\n    spend\n    orderCount\n    lastOrderAt\n    tags\n    consent\n    rfm {\n      tier\n    }\n    churnRisk\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment DashboardTotals on Dashboard {\n    orders\n    revenue\n    messages {\n      audience\n      pending\n      sent\n      delivered\n      failed\n      unknown\n      skipped\n      accepted\n      deliveryRate\n    }\n  }\n"): (typeof documents)["\n  fragment DashboardTotals on Dashboard {\n    orders\n    revenue\n    messages {\n      audience\n      pending\n      sent\n      delivered\n      failed\n      unknown\n      skipped\n      accepted\n      deliveryRate\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Dashboard($from: DateTime, $compare: Boolean!, $beforeFrom: DateTime, $beforeTo: DateTime) {\n    dashboard(from: $from) {\n      customers\n      activeCampaigns\n      ...DashboardTotals\n      recentCampaigns {\n        ...CampaignRowFields\n      }\n    }\n    before: dashboard(from: $beforeFrom, to: $beforeTo) @include(if: $compare) {\n      ...DashboardTotals\n    }\n  }\n"): (typeof documents)["\n  query Dashboard($from: DateTime, $compare: Boolean!, $beforeFrom: DateTime, $beforeTo: DateTime) {\n    dashboard(from: $from) {\n      customers\n      activeCampaigns\n      ...DashboardTotals\n      recentCampaigns {\n        ...CampaignRowFields\n      }\n    }\n    before: dashboard(from: $beforeFrom, to: $beforeTo) @include(if: $compare) {\n      ...DashboardTotals\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query DashboardSales($from: DateTime) {\n    dashboard(from: $from) {\n      series {\n        from\n        to\n        orders\n        revenue\n      }\n    }\n  }\n"): (typeof documents)["\n  query DashboardSales($from: DateTime) {\n    dashboard(from: $from) {\n      series {\n        from\n        to\n        orders\n        revenue\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription DashboardCampaignsChanged {\n    campaignsChanged {\n      ...CampaignRowFields\n    }\n  }\n"): (typeof documents)["\n  subscription DashboardCampaignsChanged {\n    campaignsChanged {\n      ...CampaignRowFields\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment IngestAnswer on IngestPayload {\n    batch {\n      id\n    }\n    acceptedCount\n    userErrors {\n      code\n      message\n      path\n    }\n  }\n"): (typeof documents)["\n  fragment IngestAnswer on IngestPayload {\n    batch {\n      id\n    }\n    acceptedCount\n    userErrors {\n      code\n      message\n      path\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation CustomersIngest($input: CustomersIngestInput!) {\n    answer: customersIngest(input: $input) {\n      ...IngestAnswer\n    }\n  }\n"): (typeof documents)["\n  mutation CustomersIngest($input: CustomersIngestInput!) {\n    answer: customersIngest(input: $input) {\n      ...IngestAnswer\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation OrdersIngest($input: OrdersIngestInput!) {\n    answer: ordersIngest(input: $input) {\n      ...IngestAnswer\n    }\n  }\n"): (typeof documents)["\n  mutation OrdersIngest($input: OrdersIngestInput!) {\n    answer: ordersIngest(input: $input) {\n      ...IngestAnswer\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription IngestProgress($batchId: ID!) {\n    ingestProgress(batchId: $batchId) {\n      id\n      persisted\n      deadLettered\n      finishedAt\n    }\n  }\n"): (typeof documents)["\n  subscription IngestProgress($batchId: ID!) {\n    ingestProgress(batchId: $batchId) {\n      id\n      persisted\n      deadLettered\n      finishedAt\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query RuleFromText($text: String!) {\n    segmentRuleFromText(text: $text) {\n      rule\n      sentence\n      count\n      assumptions\n      notUnderstood\n      certain\n      origin {\n        ...DraftOriginFields\n      }\n    }\n  }\n"): (typeof documents)["\n  query RuleFromText($text: String!) {\n    segmentRuleFromText(text: $text) {\n      rule\n      sentence\n      count\n      assumptions\n      notUnderstood\n      certain\n      origin {\n        ...DraftOriginFields\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Segment($id: ID!) {\n    segment(id: $id) {\n      ...SegmentFields\n    }\n  }\n"): (typeof documents)["\n  query Segment($id: ID!) {\n    segment(id: $id) {\n      ...SegmentFields\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query SegmentChoices($search: String) {\n    segments(first: 20, search: $search) {\n      nodes {\n        id\n        name\n      }\n    }\n  }\n"): (typeof documents)["\n  query SegmentChoices($search: String) {\n    segments(first: 20, search: $search) {\n      nodes {\n        id\n        name\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query ChosenSegment($id: ID!) {\n    segment(id: $id) {\n      id\n      name\n    }\n  }\n"): (typeof documents)["\n  query ChosenSegment($id: ID!) {\n    segment(id: $id) {\n      id\n      name\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Segments($first: Int!, $after: String, $search: String) {\n    segments(first: $first, after: $after, search: $search) {\n      nodes {\n        id\n        name\n        description\n        sentence\n        updatedAt\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n"): (typeof documents)["\n  query Segments($first: Int!, $after: String, $search: String) {\n    segments(first: $first, after: $after, search: $search) {\n      nodes {\n        id\n        name\n        description\n        sentence\n        updatedAt\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query TemplateCount($rule: RuleInput!) {\n    segmentPreview(rule: $rule) {\n      count\n    }\n  }\n"): (typeof documents)["\n  query TemplateCount($rule: RuleInput!) {\n    segmentPreview(rule: $rule) {\n      count\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query RuleFields {\n    ruleFields {\n      name\n      label\n      kind\n      comparisons\n      values\n      attributes {\n        name\n        kinds\n      }\n    }\n  }\n"): (typeof documents)["\n  query RuleFields {\n    ruleFields {\n      name\n      label\n      kind\n      comparisons\n      values\n      attributes {\n        name\n        kinds\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Lookalike($segmentId: ID, $rule: RuleInput, $size: Int, $minimumSimilarity: Float) {\n    lookalikePreview(\n      segmentId: $segmentId\n      rule: $rule\n      size: $size\n      minimumSimilarity: $minimumSimilarity\n    ) {\n      seedCount\n      count\n      enough\n      reason\n      features {\n        name\n        label\n        weight\n        seed\n        everyone\n      }\n      sample(first: 5) {\n        similarity\n        customer {\n          id\n          externalId\n          name\n          city\n        }\n      }\n    }\n  }\n"): (typeof documents)["\n  query Lookalike($segmentId: ID, $rule: RuleInput, $size: Int, $minimumSimilarity: Float) {\n    lookalikePreview(\n      segmentId: $segmentId\n      rule: $rule\n      size: $size\n      minimumSimilarity: $minimumSimilarity\n    ) {\n      seedCount\n      count\n      enough\n      reason\n      features {\n        name\n        label\n        weight\n        seed\n        everyone\n      }\n      sample(first: 5) {\n        similarity\n        customer {\n          id\n          externalId\n          name\n          city\n        }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query SizeOfSeed($rule: RuleInput!) {\n    segmentPreview(rule: $rule) {\n      count\n    }\n  }\n"): (typeof documents)["\n  query SizeOfSeed($rule: RuleInput!) {\n    segmentPreview(rule: $rule) {\n      count\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SegmentCreateLookalike($input: SegmentCreateLookalikeInput!) {\n    segmentCreateLookalike(input: $input) {\n      segment {\n        ...SegmentFields\n      }\n      userErrors {\n        code\n        message\n        path\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation SegmentCreateLookalike($input: SegmentCreateLookalikeInput!) {\n    segmentCreateLookalike(input: $input) {\n      segment {\n        ...SegmentFields\n      }\n      userErrors {\n        code\n        message\n        path\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query RulePreview($rule: RuleInput!, $segmentId: ID) {\n    segmentPreview(rule: $rule, segmentId: $segmentId) {\n      count\n      reachable\n      everyone\n      tookMs\n      sentence\n      nodes {\n        path\n        count\n      }\n      sample(first: 8) {\n        id\n        externalId\n        name\n        city\n        spend\n        lastOrderAt\n      }\n    }\n  }\n"): (typeof documents)["\n  query RulePreview($rule: RuleInput!, $segmentId: ID) {\n    segmentPreview(rule: $rule, segmentId: $segmentId) {\n      count\n      reachable\n      everyone\n      tookMs\n      sentence\n      nodes {\n        path\n        count\n      }\n      sample(first: 8) {\n        id\n        externalId\n        name\n        city\n        spend\n        lastOrderAt\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment SegmentFields on Segment {\n    id\n    name\n    description\n    rule\n    sentence\n    updatedAt\n    usedBy {\n      id\n      name\n    }\n  }\n"): (typeof documents)["\n  fragment SegmentFields on Segment {\n    id\n    name\n    description\n    rule\n    sentence\n    updatedAt\n    usedBy {\n      id\n      name\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query SegmentNow($id: ID!) {\n    segment(id: $id) {\n      ...SegmentFields\n    }\n  }\n"): (typeof documents)["\n  query SegmentNow($id: ID!) {\n    segment(id: $id) {\n      ...SegmentFields\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query SegmentsNamed($name: String!) {\n    segments(first: 5, search: $name) {\n      nodes {\n        ...SegmentFields\n      }\n    }\n  }\n"): (typeof documents)["\n  query SegmentsNamed($name: String!) {\n    segments(first: 5, search: $name) {\n      nodes {\n        ...SegmentFields\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SegmentCreate($input: SegmentCreateInput!) {\n    result: segmentCreate(input: $input) {\n      segment {\n        ...SegmentFields\n      }\n      userErrors {\n        code\n        message\n        path\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation SegmentCreate($input: SegmentCreateInput!) {\n    result: segmentCreate(input: $input) {\n      segment {\n        ...SegmentFields\n      }\n      userErrors {\n        code\n        message\n        path\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SegmentUpdate($input: SegmentUpdateInput!) {\n    result: segmentUpdate(input: $input) {\n      segment {\n        ...SegmentFields\n      }\n      userErrors {\n        code\n        message\n        path\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation SegmentUpdate($input: SegmentUpdateInput!) {\n    result: segmentUpdate(input: $input) {\n      segment {\n        ...SegmentFields\n      }\n      userErrors {\n        code\n        message\n        path\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SegmentDelete($input: SegmentDeleteInput!) {\n    segmentDelete(input: $input) {\n      deletedId\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation SegmentDelete($input: SegmentDeleteInput!) {\n    segmentDelete(input: $input) {\n      deletedId\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query SegmentCount($rule: RuleInput!) {\n    segmentPreview(rule: $rule) {\n      count\n    }\n  }\n"): (typeof documents)["\n  query SegmentCount($rule: RuleInput!) {\n    segmentPreview(rule: $rule) {\n      count\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query AssistantRuns($after: String) {\n    assistantRuns(first: 50, after: $after) {\n      nodes {\n        id\n        at\n        actorLabel\n        task\n        asked\n        engine\n        model\n        outcome\n        problem\n        tookMs\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n"): (typeof documents)["\n  query AssistantRuns($after: String) {\n    assistantRuns(first: 50, after: $after) {\n      nodes {\n        id\n        at\n        actorLabel\n        task\n        asked\n        engine\n        model\n        outcome\n        problem\n        tookMs\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query AuditLog($filter: AuditFilter, $after: String) {\n    auditLog(filter: $filter, first: 50, after: $after) {\n      nodes {\n        id\n        at\n        actor\n        actorLabel\n        action\n        subject\n        subjectLabel\n        address\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n"): (typeof documents)["\n  query AuditLog($filter: AuditFilter, $after: String) {\n    auditLog(filter: $filter, first: 50, after: $after) {\n      nodes {\n        id\n        at\n        actor\n        actorLabel\n        action\n        subject\n        subjectLabel\n        address\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query DeadLetters($stream: String, $state: DeadLetterState, $code: String, $after: String) {\n    deadLetters(stream: $stream, state: $state, code: $code, first: 50, after: $after) {\n      nodes {\n        id\n        stream\n        state\n        code\n        reason\n        payload\n        createdAt\n        updatedAt\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n"): (typeof documents)["\n  query DeadLetters($stream: String, $state: DeadLetterState, $code: String, $after: String) {\n    deadLetters(stream: $stream, state: $state, code: $code, first: 50, after: $after) {\n      nodes {\n        id\n        stream\n        state\n        code\n        reason\n        payload\n        createdAt\n        updatedAt\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation DeadLettersReplay($input: DeadLettersReplayInput!) {\n    deadLettersReplay(input: $input) {\n      done: replayed\n      userErrors {\n        code\n        message\n        path\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation DeadLettersReplay($input: DeadLettersReplayInput!) {\n    deadLettersReplay(input: $input) {\n      done: replayed\n      userErrors {\n        code\n        message\n        path\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation DeadLettersDiscard($input: DeadLettersDiscardInput!) {\n    deadLettersDiscard(input: $input) {\n      done: discarded\n      userErrors {\n        code\n        message\n        path\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation DeadLettersDiscard($input: DeadLettersDiscardInput!) {\n    deadLettersDiscard(input: $input) {\n      done: discarded\n      userErrors {\n        code\n        message\n        path\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment ApiKeyFields on ApiKey {\n    id\n    name\n    shown\n    scopes\n    createdBy\n    createdAt\n    expiresAt\n    revokedAt\n    lastUsedAt\n  }\n"): (typeof documents)["\n  fragment ApiKeyFields on ApiKey {\n    id\n    name\n    shown\n    scopes\n    createdBy\n    createdAt\n    expiresAt\n    revokedAt\n    lastUsedAt\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query ApiKeys($after: String) {\n    apiKeys(first: 50, after: $after) {\n      nodes {\n        ...ApiKeyFields\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n"): (typeof documents)["\n  query ApiKeys($after: String) {\n    apiKeys(first: 50, after: $after) {\n      nodes {\n        ...ApiKeyFields\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ApiKeyCreate($input: ApiKeyCreateInput!) {\n    apiKeyCreate(input: $input) {\n      apiKey {\n        ...ApiKeyFields\n      }\n      secret\n      userErrors {\n        code\n        message\n        path\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation ApiKeyCreate($input: ApiKeyCreateInput!) {\n    apiKeyCreate(input: $input) {\n      apiKey {\n        ...ApiKeyFields\n      }\n      secret\n      userErrors {\n        code\n        message\n        path\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ApiKeyRevoke($input: ApiKeyRevokeInput!) {\n    apiKeyRevoke(input: $input) {\n      apiKey {\n        ...ApiKeyFields\n      }\n      userErrors {\n        code\n        message\n        path\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation ApiKeyRevoke($input: ApiKeyRevokeInput!) {\n    apiKeyRevoke(input: $input) {\n      apiKey {\n        ...ApiKeyFields\n      }\n      userErrors {\n        code\n        message\n        path\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment PersonFields on Person {\n    id\n    name\n    email\n    role\n    createdAt\n    lastSeenAt\n  }\n"): (typeof documents)["\n  fragment PersonFields on Person {\n    id\n    name\n    email\n    role\n    createdAt\n    lastSeenAt\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query People($after: String) {\n    people(first: 50, after: $after) {\n      nodes {\n        ...PersonFields\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n"): (typeof documents)["\n  query People($after: String) {\n    people(first: 50, after: $after) {\n      nodes {\n        ...PersonFields\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation PersonSetRole($input: PersonSetRoleInput!) {\n    personSetRole(input: $input) {\n      person {\n        ...PersonFields\n      }\n      userErrors {\n        code\n        message\n        path\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation PersonSetRole($input: PersonSetRoleInput!) {\n    personSetRole(input: $input) {\n      person {\n        ...PersonFields\n      }\n      userErrors {\n        code\n        message\n        path\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Invitations {\n    invitations {\n      email\n      role\n      invitedBy\n      createdAt\n    }\n  }\n"): (typeof documents)["\n  query Invitations {\n    invitations {\n      email\n      role\n      invitedBy\n      createdAt\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation PersonInvite($input: PersonInviteInput!) {\n    personInvite(input: $input) {\n      invitation {\n        email\n        role\n      }\n      userErrors {\n        code\n        message\n        path\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation PersonInvite($input: PersonInviteInput!) {\n    personInvite(input: $input) {\n      invitation {\n        email\n        role\n      }\n      userErrors {\n        code\n        message\n        path\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation PersonUninvite($input: PersonUninviteInput!) {\n    personUninvite(input: $input) {\n      email\n      userErrors {\n        code\n        message\n        path\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation PersonUninvite($input: PersonUninviteInput!) {\n    personUninvite(input: $input) {\n      email\n      userErrors {\n        code\n        message\n        path\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query ActorNames {\n    people(first: 200) {\n      nodes {\n        id\n        name\n        email\n      }\n    }\n    apiKeys(first: 200) {\n      nodes {\n        id\n        name\n      }\n    }\n  }\n"): (typeof documents)["\n  query ActorNames {\n    people(first: 200) {\n      nodes {\n        id\n        name\n        email\n      }\n    }\n    apiKeys(first: 200) {\n      nodes {\n        id\n        name\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Viewer {\n    viewer {\n      id\n      label\n      permissions\n      timeZone\n      currency\n    }\n  }\n"): (typeof documents)["\n  query Viewer {\n    viewer {\n      id\n      label\n      permissions\n      timeZone\n      currency\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Find($search: String!) {\n    customers(first: 4, search: $search) {\n      nodes {\n        id\n        name\n        externalId\n        city\n      }\n    }\n    segments(first: 4, search: $search) {\n      nodes {\n        id\n        name\n        sentence\n      }\n    }\n    campaigns(first: 4, search: $search) {\n      nodes {\n        id\n        name\n        status\n      }\n    }\n  }\n"): (typeof documents)["\n  query Find($search: String!) {\n    customers(first: 4, search: $search) {\n      nodes {\n        id\n        name\n        externalId\n        city\n      }\n    }\n    segments(first: 4, search: $search) {\n      nodes {\n        id\n        name\n        sentence\n      }\n    }\n    campaigns(first: 4, search: $search) {\n      nodes {\n        id\n        name\n        status\n      }\n    }\n  }\n"];

export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}

export type DocumentType<TDocumentNode extends DocumentNode<any, any>> = TDocumentNode extends DocumentNode<  infer TType,  any>  ? TType  : never;